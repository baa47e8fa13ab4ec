package dev.baksh.client.exchange

import dev.baksh.client.api.BakshException
import dev.baksh.client.api.Row
import dev.baksh.client.api.NoticeListener
import dev.baksh.client.api.Catalog
import spock.lang.Specification

import java.time.Duration

/** Messages of the reconciliation of a write with a lost response. */
class ReconcileLoopSpec extends Specification {
    static final ReconciledResult RESULT = new ReconciledResult(new Row(null, [id: 1]))
    final ManualTimeSource time = new ManualTimeSource()
    final List<String> messages = []
    final NoticeListener listener = new NoticeListener() {
        @Override
        void showNotice(String line) { messages << line }

        @Override
        void showProgress(String line) { messages << '... ' + line }

        @Override
        void endProgress() { messages << 'end' }
    }
    static final String SUBJECT = ClientFixture.serverConfig('n2ws', URI.create('http://host')).label() + ': ' + ClientFixture.writeCall('things/').description()

    final ReconcileLoop.Progress progress = new ReconcileLoop.Progress(listener, SUBJECT, Duration.ofSeconds(20))

    private static Reconciler reconciler(Duration settle = Duration.ZERO, Closure<ReconciledResult> lookup) {
        new Reconciler() {
            @Override
            ReconciledResult find() { lookup() }

            @Override
            Duration settleTime() { settle }
        }
    }

    def "a result is accepted after its settle time, also after the window: #window"() {
        given:
        Reconciler reconciler = reconciler(Duration.ofSeconds(5)) { RESULT }

        expect:
        new ReconcileLoop(time, progress).search(reconciler, first, window) == RESULT
        time.pauses == [first, Duration.ofSeconds(5)]
        messages == ['end']

        where:
        first                 | window
        Duration.ZERO         | Duration.ZERO
        Duration.ofSeconds(2) | Duration.ofSeconds(20)
    }

    def "a result that changes during its settle time is no result, and never counts as absent: #later"() {
        given:
        List<ReconciledResult> lookupResults = [first, first, *later]
        Reconciler reconciler = reconciler(Duration.ofSeconds(5)) { lookupResults.remove(0) }

        when:
        new ReconcileLoop(time, progress).search(reconciler, Duration.ZERO, Duration.ofSeconds(20))

        then:
        AmbiguousOutcomeException e = thrown()
        e.message == 'policy 1 was new, but a later lookup did not show it'

        where:
        first  | later
        row(1) | [null]
        row(1) | [row(2), row(2)]
    }

    def "a failed lookup at the end of the settle time is repeated"() {
        given:
        List<Closure<ReconciledResult>> lookups = [{ RESULT }, { RESULT }, { throw BakshException.failure('no list', null) }, { RESULT }, { RESULT }]
        Reconciler reconciler = reconciler(Duration.ofSeconds(5)) { lookups.remove(0).call() }

        expect:
        new ReconcileLoop(time, progress).search(reconciler, Duration.ZERO, Duration.ZERO) == RESULT
        lookups == []
    }

    private static ReconciledResult row(int id) {
        new ReconciledResult(new Row(Catalog.of('n2ws').noun('policies'), [id: id]))
    }

    def "the progress of the search is shown until a result is found"() {
        given:
        int lookups = 0
        Reconciler reconciler = reconciler { ++lookups >= 4 ? RESULT : null }

        expect:
        new ReconcileLoop(time, progress).search(reconciler, ReconcileLoop.FIRST_DELAY, Duration.ofSeconds(20)) == RESULT
        messages == [
            '... n2ws (host): write things/: not found yet, 2 s of 20 s',
            '... n2ws (host): write things/: not found yet, 5 s of 20 s',
            '... n2ws (host): write things/: not found yet, 9 s of 20 s',
            'end']
    }

    def "a result that the next lookup does not confirm is not accepted, because a response can be older than the write"() {
        given:
        List<ReconciledResult> lookupResults = [null, new ReconciledResult(null), null, RESULT, RESULT]
        Reconciler reconciler = reconciler { lookupResults.remove(0) }

        expect:
        new ReconcileLoop(time, progress).search(reconciler, ReconcileLoop.FIRST_DELAY, Duration.ofSeconds(20)) == RESULT
        lookupResults == []
        time.nanos() == Duration.ofSeconds(9).plusMillis(500).toNanos()
    }

    def "the progress line is removed when a lookup fails"() {
        given:
        Reconciler reconciler = reconciler { throw new AmbiguousOutcomeException('two could be it') }

        when:
        new ReconcileLoop(time, progress).search(reconciler, ReconcileLoop.FIRST_DELAY, Duration.ofSeconds(20))

        then:
        BakshException e = thrown()
        e.message == 'two could be it'
        messages == ['end']
    }

    def "the search and its result are permanent lines"() {
        when:
        progress.begin('the response was lost')
        progress.reportFound(Reconciler.NONE.describe(ReconciledResult.DELETED))
        new ReconcileLoop.Progress(listener, SUBJECT, Duration.ZERO).begin('it may have been sent')

        then:
        messages == [
            'n2ws (host): write things/: the response was lost; looking for the result on the server for at most 20 s',
            'n2ws (host): write things/: found: the object is deleted; the write was not sent again',
            'n2ws (host): write things/: it may have been sent; looking for the result on the server']
    }
}
