/**
 * `boxed COMMAND…` runs what reads an archive's content, which may be anybody's: as a user that owns nothing but its part
 * of the scratch folder, without a network, and without sight of live data, stores and the engine. All that it starts
 * ends with it.
 */
export const BOX = String.raw`# A user that nobody else is, also not another drill.
user=$((1900000000 + $$))
echo $user >"$folder/.user"
printf 'root:x:0:0::/:/bin/sh\nreadiness:x:%s:%s::%s:/bin/sh\n' $user $user "$folder/db" >"$folder/passwd"
printf 'root:x:0:\nreadiness:x:%s:\n' $user >"$folder/group"
chmod 644 "$folder/passwd" "$folder/group"
for own in files db; do mkdir -m 700 "$folder/$own" && chown $user:$user "$folder/$own"; done
: >"$folder/said"
hidden() {
  for one; do actual=$(readlink -f -- "$one") && [ -d "$actual" ] && printf '%s\n' "$actual" >>"$folder/hidden"; done
  return 0
}
hidden /run /var/lib/docker /root /home
PROTECT hidden
BOXED='
passwd=$1 group=$2 hidden=$3 folder=$4 user=$5
shift 5
while IFS= read -r one <&6; do
  # What lies in a folder that is hidden already is not there any more.
  [ -d "$one" ] || continue
  case $folder/ in "$one"/*) ;; *) mount -t tmpfs -o ro,size=4k none "$one" || exit 97 ;; esac
done 6<"$hidden" || exit 97
mount --bind "$passwd" /etc/passwd && mount --bind "$group" /etc/group || exit 97
cd "$folder/db" || exit 97
exec setpriv --reuid=$user --regid=$user --clear-groups --no-new-privs --inh-caps=-all --bounding-set=-all -- \
  env HOME="$folder/db" TMPDIR="$folder/db" "$@"
'
boxed() {
  unshare --mount --net --ipc --pid --fork --kill-child=KILL -- \
    sh -c "$BOXED" box "$folder/passwd" "$folder/group" "$folder/hidden" "$folder" $user "$@"
}
boxed true 2>/dev/null || refused no-box
boxed test -w "$folder/db" 2>/dev/null || refused closed-scratch
`;
