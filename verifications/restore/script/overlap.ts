/**
 * `overlaps FOLDER` tells whether a folder lies in what may not be touched: what `PROTECT` and `VOLUMES` hand to a
 * function, and all that belongs to the engine. Links are followed, and a folder that is mounted a second time is the
 * same folder.
 */
export const OVERLAP = String.raw`# Where a path really lies: the device, and the path on it.
place() {
  WHERE=$1 awk '
    function plain(text,  at, out) {
      out = ""
      while (at = match(text, /\\[0-7][0-7][0-7]/)) {
        out = out substr(text, 1, at - 1) sprintf("%c", substr(text, at + 1, 1) * 64 + substr(text, at + 2, 1) * 8 + substr(text, at + 3, 1))
        text = substr(text, at + 4)
      }
      return out text
    }
    BEGIN { path = ENVIRON["WHERE"] }
    {
      on = plain($5)
      if (on == "/" || path == on || index(path, on "/") == 1)
        if (length(on) >= longest) { longest = length(on); device = $3; root = plain($4); mount = on }
    }
    END { print device (root == "/" ? "" : root) (mount == "/" ? path : substr(path, longest + 1)) }' /proc/self/mountinfo
}
inside() { case $1/ in "$2"/*) return 0 ;; esac; [ "$2" = / ]; }
overlaps() {
  scratch=$1
  scratch_place=$(place "$1")
  scratch_nodes=$(at=$1; while :; do stat -c %d:%i -- "$at"; case $at in / | .) break ;; esac; at=$(dirname -- "$at"); done)
  root=$(engine info --format '{{.DockerRootDir}}' 2>/dev/null)
  touches "\${root:-/var/lib/docker}" || PROTECT touches || VOLUMES volumes_touch
}
touches() {
  for one; do
    [ -n "$one" ] || continue
    actual=$(readlink -m -- "$one") || return 0
    ! inside "$scratch" "$actual" || return 0
    [ -e "$actual" ] || continue
    ! inside "$scratch_place" "$(place "$actual")" || return 0
    [ -d "$actual" ] || continue
    ! printf '%s\n' "$scratch_nodes" | grep -qx "$(stat -c %d:%i -- "$actual")" || return 0
  done
  return 1
}
volumes_touch() {
  [ $# -gt 0 ] || return 1
  has docker || return 1
  engine volume inspect --format '{{.Mountpoint}}{{println}}{{with .Options}}{{.device}}{{end}}' "$@" 2>/dev/null |
    while read -r path; do case $path in /*) if touches "$path"; then echo yes; fi ;; esac; done | grep -q yes
}
`.replaceAll("\\${", "${");
