// Prints the number of alerts of a severity or worse, for a monitor.
//
//   scripts/baksh scripts/alert-count.groovy [--severity alert]
// Exit code 0 without alerts, 1 with alerts. A severity that is not in the list counts as the worst.

def order = ['info', 'warning', 'alert']
def asked = order.indexOf(params.severity ?: 'alert')
if (asked < 0) fail "--severity takes one of ${order.join(', ')}"

def count = n2ws.alerts.bySeverity.findAll { severity, n ->
    def place = order.indexOf(severity.toLowerCase())
    place < 0 || place >= asked
}.values().sum(0)
println count
if (count) exit 1
