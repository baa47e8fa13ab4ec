import json
import os
import ssl
import urllib.request

request = urllib.request.Request(os.environ['URL'] + '/api/aws/policies/?page_size=1000',
                                 headers={'Authorization': 'Bearer ' + os.environ['TOKEN']})
with urllib.request.urlopen(request, context=ssl.create_default_context(cafile=os.environ['CA'])) as answer:
    rows = json.load(answer)['results']
chosen = sorted((row for row in rows if row['enabled']), key=lambda row: row['name'])
for line in [('id', 'name', 'account')] + [(row['id'], row['name'], row['account']) for row in chosen]:
    print('%-4s  %-24s  %s' % line)
print(f'{len(chosen)} of {len(rows)}')
