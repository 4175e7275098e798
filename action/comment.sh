#!/usr/bin/env bash
# Writes the report into one comment of the pull request, which is replaced on every run.
# Needs `gh` and, in the environment, GH_TOKEN, READINESS_REPOSITORY, READINESS_PULL_REQUEST, READINESS_REPORT.
# A comment that cannot be written is a warning: the judgement stands in the step before.
set +e -uo pipefail

warn() {
  printf '::warning title=readiness::%s\n' "$1"
  exit 0
}

case "$READINESS_PULL_REQUEST" in
  '' | *[!0-9]*) warn 'There is no pull request to comment on.' ;;
esac
comments="repos/$READINESS_REPOSITORY/issues/$READINESS_PULL_REQUEST/comments"
# The report begins with a mark by which its comment is found again; only a bot's comment is replaced.
mine='.[] | select(.user.type == "Bot" and (.body | startswith("<!-- readiness -->"))) | .id'
known="$(gh api --paginate "$comments" --jq "$mine")" ||
  warn 'The comments of the pull request cannot be read; the job may lack the permission pull-requests: write.'
known="$(printf '%s\n' "$known" | head -n 1)"
if [ -n "$known" ]; then
  gh api --silent --method PATCH "repos/$READINESS_REPOSITORY/issues/comments/$known" --field "body=@$READINESS_REPORT" ||
    warn 'The comment on the pull request cannot be replaced; the job may lack the permission pull-requests: write.'
else
  gh api --silent --method POST "$comments" --field "body=@$READINESS_REPORT" ||
    warn 'The pull request cannot be commented on; pull requests from forks get a token that only reads.'
fi
