#!/usr/bin/env bash
# Shows report.md where the input "report" says, and ends with the gate's verdict.
set -euo pipefail
: "${P2G_FOLDER:?}" "${P2G_CODE:?}" "${GITHUB_STEP_SUMMARY:?}"
: "${P2G_REPORT:=summary}" "${P2G_MARK:=}"
case $P2G_REPORT in
  none) exit "$P2G_CODE" ;;
  summary | comment) cat "$P2G_FOLDER/report.md" >>"$GITHUB_STEP_SUMMARY" ;;
  *)
    echo "::error title=prof2graph::the input report is none, summary or comment"
    exit 2
    ;;
esac
if [[ $P2G_REPORT == summary ]]; then exit "$P2G_CODE"; fi

# Only the first line says which comment is this job's. A name could end the mark: of it only letters count.
mark="<!-- prof2graph ${P2G_MARK//[^A-Za-z0-9_.]/-} -->"
export mark
{
  echo "$mark"
  cat "$P2G_FOLDER/report.md"
} >"$P2G_FOLDER.comment.md"

comment() {
  local id list="repos/${GH_REPO:?}/issues/$P2G_NUMBER/comments"
  id=$(gh api --paginate "$list" --jq '.[] | select(.user.type == "Bot") | select(.body | startswith(env.mark)) | .id') || return 1
  id=${id%%$'\n'*}
  if [[ -n $id ]]; then
    gh api -X PATCH "repos/$GH_REPO/issues/comments/$id" -F "body=@$P2G_FOLDER.comment.md" >/dev/null
  else
    gh api "$list" -F "body=@$P2G_FOLDER.comment.md" >/dev/null
  fi
}
if [[ ! ${P2G_NUMBER:-} =~ ^[0-9]+$ ]]; then
  echo "::notice title=prof2graph::this is no pull request: the report is in the job's summary"
elif ! comment; then
  echo "::notice title=prof2graph::no comment could be written (a pull request from a fork has no permission to): the report is in the job's summary"
fi
exit "$P2G_CODE"
