// Replaces a schedule by another in all policies that have the old schedule.
//
//   scripts/baksh scripts/rotate-schedule.groovy --from daily --to hourly [--at-most 20]
// One step for each policy: after a failure 'baksh resume last' does the rest, and 'baksh undo last' proposes the undo.

title 'Rotate a schedule'
params {
    string 'from', required: true, help: 'schedule to remove'
    string 'to', required: true, help: 'schedule to add'
    integer 'at-most', default: 20, help: 'refuse when there are more policies'
}
def from = n2ws.schedules[params.from].id
def to = n2ws.schedules[params.to].id

// Stored in a step, because a resume would no longer find the finished policies.
def chosen = step('choose policies') { n2ws.policies.findAll { from in it.schedules }.collect { [id: it.id, name: it.name] } }
require atMost: params.'at-most', of: chosen
chosen.each { println "$it.id $it.name" }
if (chosen) approve "Give ${chosen.size()} policies '$params.to' in place of '$params.from'?"
for (one in chosen) step("policy $one.id $one.name") {
    def policy = n2ws.policies[one.id]
    policy.update { schedules((policy.schedules - from + to).unique()) }
    null
}
