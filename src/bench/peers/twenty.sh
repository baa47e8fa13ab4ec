# 20 reads, a curl and a jq for each.
set -e
for id in $(seq 1 20); do
    curl -s --cacert "$CA" -H "Authorization: Bearer $TOKEN" "$URL/api/aws/policies/$((id % 10 + 1))/" | jq -r .name
done
