import os

import requests

rows = requests.get(os.environ['URL'] + '/api/aws/policies/', params={'page_size': 1000},
                    headers={'Authorization': 'Bearer ' + os.environ['TOKEN']}, verify=os.environ['CA']).json()['results']
chosen = sorted((row for row in rows if row['enabled']), key=lambda row: row['name'])
for line in [('id', 'name', 'account')] + [(row['id'], row['name'], row['account']) for row in chosen]:
    print('%-4s  %-24s  %s' % line)
print(f'{len(chosen)} of {len(rows)}')
