#!/usr/bin/env bash
# Judges a pull request and tells it to GitHub: annotations, step summary, report files and outputs.
# Takes everything from the environment, so that no input is ever read as a script:
#   READINESS_COMMAND, READINESS_ARGUMENTS (one on each line), READINESS_SINCE, READINESS_EXECUTABLE,
#   and GitHub's own RUNNER_TEMP, GITHUB_OUTPUT and GITHUB_STEP_SUMMARY.
# Ends as the command ends: 0 holds, 1 does not hold, 2 could not be decided or read, 64 wrong usage.
set +e -uo pipefail

# A message as the value of a workflow command.
escaped() {
  local text="$1"
  text="${text//'%'/%25}"
  text="${text//$'\r'/%0D}"
  text="${text//$'\n'/%0A}"
  printf '%s' "$text"
}

# Says why nothing was judged, as annotation, summary and output, and ends.
give_up() {
  local code="$1" why="$2"
  printf '::error title=readiness::%s\n' "$(escaped "$why")"
  {
    printf '## Readiness: nothing was judged\n\n'
    printf '%s\n' "$why" | sed 's/^/    /'
  } >> "${GITHUB_STEP_SUMMARY:-/dev/null}"
  printf 'outcome=error\nreports=\n' >> "${GITHUB_OUTPUT:-/dev/null}"
  exit "$code"
}

# The command that the project has installed, in this folder or above.
installed() {
  local folder="$PWD"
  while :; do
    if [ -x "$folder/node_modules/.bin/readiness" ]; then
      printf '%s' "$folder/node_modules/.bin/readiness"
      return
    fi
    [ "$folder" = / ] && return 1
    folder="$(dirname "$folder")"
  done
}

case "${READINESS_COMMAND:-}" in
  gate | check | preview) ;;
  *) give_up 64 'The input command is none of gate, preview and check.' ;;
esac

readiness="${READINESS_EXECUTABLE:-}"
if [ -z "$readiness" ]; then
  readiness="$(installed)" ||
    give_up 64 'pulumi-readiness is not installed here. Add it with npm install --save-dev pulumi-readiness, and run npm ci before this step.'
fi

arguments=()
while IFS= read -r line; do
  line="${line%$'\r'}"
  [ -n "$line" ] && arguments+=("$line")
done <<< "${READINESS_ARGUMENTS:-}"
[ -n "${READINESS_SINCE:-}" ] && arguments=("--since=$READINESS_SINCE" "${arguments[@]}")

reports="$(mktemp -d "${RUNNER_TEMP:-${TMPDIR:-/tmp}}/readiness-XXXXXX")" ||
  give_up 2 'There is no folder to write the reports into.'
outs=()
for report in json=report.json markdown=report.md html=report.html junit=report.xml sarif=report.sarif; do
  outs+=(--out "${report%%=*}=$reports/${report#*=}")
done

said="$reports/said"
"$readiness" "$READINESS_COMMAND" --format github "${outs[@]}" "${arguments[@]}" 2> "$said"
code=$?
# What a program of the pull request printed must not be taken for a command to the runner.
sed -e 's/##\[/# #[/g' -e 's/^/| /' "$said" >&2

if [ ! -s "$reports/report.md" ]; then
  [ "$code" -eq 0 ] && code=2
  why="$(tail -c 4000 "$said")"
  give_up "$code" "${why:-readiness ended with $code and said nothing}"
fi
rm -f "$said"
cat "$reports/report.md" >> "${GITHUB_STEP_SUMMARY:-/dev/null}"
case "$code" in
  0) outcome=holds ;;
  1) outcome=broken ;;
  2) outcome=undecided ;;
  *) outcome=error ;;
esac
printf 'outcome=%s\nreports=%s\n' "$outcome" "$reports" >> "${GITHUB_OUTPUT:-/dev/null}"
exit "$code"
