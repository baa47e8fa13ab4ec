package dev.baksh.client.exchange

import dev.baksh.client.api.BakshException
import dev.baksh.client.api.Row
import dev.baksh.client.api.NoticeListener
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

    def "the progress of the search is shown until a result is found"() {
        given:
        int lookups = 0
        Reconciler reconciler = Stub { find() >> { ++lookups >= 4 ? RESULT : null } }

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
        Reconciler reconciler = Stub { find() >> { lookupResults.remove(0) } }

        expect:
        new ReconcileLoop(time, progress).search(reconciler, ReconcileLoop.FIRST_DELAY, Duration.ofSeconds(20)) == RESULT
        lookupResults == []
        time.nanos() == Duration.ofSeconds(9).plusMillis(500).toNanos()
    }

    def "the progress line is removed when a lookup fails"() {
        given:
        Reconciler reconciler = Stub { find() >> { throw new AmbiguousOutcomeException('two could be it') } }

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
