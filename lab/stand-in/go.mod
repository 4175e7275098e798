module pulumi-readiness/stand-in

go 1.25
