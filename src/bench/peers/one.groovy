import groovy.json.JsonSlurper

def call = new URL(System.getenv('URL') + '/api/aws/policies/?page_size=1000').openConnection()
call.setRequestProperty('Authorization', 'Bearer ' + System.getenv('TOKEN'))
def rows = new JsonSlurper().parse(call.inputStream).results
def chosen = rows.findAll { it.enabled }.sort { it.name }
println 'id    name                      account'
chosen.each { println "${it.id.toString().padRight(6)}${it.name.padRight(26)}${it.account}" }
println "${chosen.size()} of ${rows.size()}"
