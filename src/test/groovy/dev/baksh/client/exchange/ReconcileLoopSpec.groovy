package dev.baksh.client.exchange

import dev.baksh.client.api.BakshException
import dev.baksh.client.api.NoticeListener
import spock.lang.Specification

import java.time.Duration

/** What a person is told while a lost write is looked for. */
class ReconcileLoopSpec extends Specification {
    final ManualTime time = new ManualTime()
    final List<String> told = []
    final NoticeListener notes = new NoticeListener() {
        @Override
        void showNotice(String line) { told << line }

        @Override
        void showProgress(String line) { told << '... ' + line }

        @Override
        void endProgress() { told << 'end' }
    }
    final ReconcileProgress searching = new ReconcileProgress(notes, ClientFixture.server('n2ws', URI.create('http://host')), ClientFixture.write('things/'), Duration.ofSeconds(20))

    def "how the search stands is shown until something is found"() {
        given:
        int looks = 0
        Reconciler witness = Stub { find() >> { ++looks >= 4 ? 'it' : null } }

        expect:
        new ReconcileLoop(time, searching).search(witness, ReconcileLoop.FIRST_DELAY, Duration.ofSeconds(20)) == 'it'
        told == [
            '... n2ws (host): write things/: not found yet, 2 s of 20 s',
            '... n2ws (host): write things/: not found yet, 5 s of 20 s',
            '... n2ws (host): write things/: not found yet, 9 s of 20 s',
            'end']
    }

    def "what one look finds and the next does not is not believed: an answer may be older than the write"() {
        given:
        List<String> answers = [null, 'older', null, 'it', 'it']
        Reconciler witness = Stub { find() >> { answers.remove(0) } }

        expect:
        new ReconcileLoop(time, searching).search(witness, ReconcileLoop.FIRST_DELAY, Duration.ofSeconds(20)) == 'it'
        answers == []
        time.nanos() == Duration.ofSeconds(9).plusMillis(500).toNanos()
    }

    def "the line that shows how it stands goes away when looking fails"() {
        given:
        Reconciler witness = Stub { find() >> { throw new AmbiguousOutcomeException('two could be it') } }

        when:
        new ReconcileLoop(time, searching).search(witness, ReconcileLoop.FIRST_DELAY, Duration.ofSeconds(20))

        then:
        BakshException e = thrown()
        e.message == 'two could be it'
        told == ['end']
    }

    def "what is looked for, and what was found, are lines that stay"() {
        when:
        searching.begin('its answer was lost')
        searching.reportFound(ReconcileProgress.describe(Reconciler.EMPTY_RESULT))
        new ReconcileProgress(notes, ClientFixture.server('n2ws', URI.create('http://host')), ClientFixture.write('things/'), Duration.ZERO).begin('it may have been sent')

        then:
        told == [
            'n2ws (host): write things/: its answer was lost; looking on the server for what came of it, for 20 s at most',
            'n2ws (host): write things/: found: it is gone; it was not sent again',
            'n2ws (host): write things/: it may have been sent; looking on the server for what came of it']
    }
}
