// The quarterly review of who may do what on both servers: saved as CSV, findings shown, the reviewer's word on record.
//
//   scripts/baksh scripts/access-review.groovy [--folder DIR]
//
// Writes to no server. The report (baksh report last review.html) is the evidence: findings, files, who approved and when.

title 'Access review'
params { string 'folder', default: '.', help: 'where the files go' }

def day = now.toString().take(10)
def save = { String name, rows -> def file = new File(params.folder, "access-$name-${day}.csv"); file.text = csv(rows); file.path }

def files = [
    step('Portworx: who holds which role') { save('px', px.access()) },
    step('N2WS: what delegates may do') { save('n2ws', n2ws.delegates.rights()) },
]
table px.audit(), 'finding', 'role', 'user', 'detail'
files.each { println it }
approve 'Reviewed, and as it should be?'
