# The vendor's way: curl, jq and column.
set -e
answer=$(curl -s --cacert "$CA" -H "Authorization: Bearer $TOKEN" "$URL/api/aws/policies/?page_size=1000")
printf '%s' "$answer" | jq -r '["id","name","account"], (.results | map(select(.enabled)) | sort_by(.name)[]
    | [.id, .name, .account]) | @tsv' | column -t -s "$(printf '\t')"
printf '%s' "$answer" | jq -r '"\(.results | map(select(.enabled)) | length) of \(.count)"'
