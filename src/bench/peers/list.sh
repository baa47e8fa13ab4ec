# A curl and a jq for each page.
set -e
count=0 total=0 page=1 more=true
while [ "$more" = true ]; do
    read -r rows ids more < <(curl -s "$URL/api/aws/policies/?page=$page&page_size=1000" \
        | jq -r '"\(.results | length) \(.results | map(.id) | add) \(.next != null)"')
    count=$((count + rows)) total=$((total + ids)) page=$((page + 1))
done
echo "$count $total"
