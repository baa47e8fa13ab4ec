// Quarterly review of the access rights on both servers: saves CSV files, shows findings, records the approval.
//
//   scripts/baksh scripts/access-review.groovy [--folder DIR]
// Sends only reads. The report (baksh report last review.html) has the findings, the files, the approver and the time.
// Only you can read the files.

import java.nio.file.Path
import java.nio.file.StandardCopyOption

title 'Access review'
params { string 'folder', default: '.', help: 'where the files go' }

def day = now.toString().take(10)
def save = { String name, rows ->
    def text = csv(rows) // First, so that a failed read leaves no file.
    def folder = Path.of(params.folder)
    def part = java.nio.file.Files.createTempFile(folder, 'access', '.part') // Only its owner can read a temporary file.
    java.nio.file.Files.writeString(part, text)
    java.nio.file.Files.move(part, folder.resolve("access-$name-${day}.csv".toString()), StandardCopyOption.REPLACE_EXISTING).toString()
}

def files = [
    step('Portworx: who holds which role') { save('px', px.access()) },
    step('N2WS: what delegates may do') { save('n2ws', n2ws.delegates.rights()) },
]
table px.audit(), 'finding', 'role', 'user', 'detail'
files.each { println it }
approve 'Reviewed, and as it should be?'
