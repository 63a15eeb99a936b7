#!/usr/bin/env bash
# Downloads the newest artifact of a name that a run on the base branch of this repository left: not one of a pull request
# from a fork, whose branch may have the same name.
set -euo pipefail
: "${P2G_ARTIFACT:?}" "${P2G_BRANCH:?}" "${GH_REPO:?}" "${GH_REPO_ID:?}" "${RUNNER_TEMP:?}" "${GITHUB_OUTPUT:?}"

export P2G_ARTIFACT P2G_BRANCH GH_REPO_ID
folder=$RUNNER_TEMP/prof2graph-base
rm -rf "$folder"
mkdir -p "$folder"
listed=$(gh api --method GET "repos/$GH_REPO/actions/artifacts" -f "name=$P2G_ARTIFACT" -f per_page=100 --jq '
  [.artifacts[] | select(.expired | not) | select(.name == env.P2G_ARTIFACT)
    | select(.workflow_run.head_branch == env.P2G_BRANCH)
    | select((.workflow_run.head_repository_id | tostring) == env.GH_REPO_ID)]
  | sort_by(.created_at, .id) | last | if . == null then "" else "\(.id) \(.workflow_run.head_sha)" end')
if [[ -z $listed ]]; then
  echo "::warning title=prof2graph::no run on the base branch has the artifact of the base yet, so nothing is compared"
  exit 0
fi
gh api "repos/$GH_REPO/actions/artifacts/${listed%% *}/zip" >"$folder.zip"
python3 -m zipfile -e "$folder.zip" "$folder"
echo "base: ${listed##* }"
echo "folder=$folder" >>"$GITHUB_OUTPUT"
