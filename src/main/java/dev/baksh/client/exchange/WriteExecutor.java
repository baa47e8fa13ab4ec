package dev.baksh.client.exchange;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.config.ServerIdentity;
import dev.baksh.client.exchange.WriteSender.Result;
import dev.baksh.client.http.RequestTarget;
import dev.baksh.client.journal.RunWrite;
import dev.baksh.client.protocol.JsonCodec;
import dev.baksh.client.retry.ClientLimits;
import dev.baksh.client.retry.ConcurrencyLimiter;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Executor of writes: passes each write through the concurrency limit, the run journal, the guard and the object lock,
 * and then to a {@link WriteSender}.
 */
final class WriteExecutor {
    private final CallAttempts.Context context;
    private final ExecutorDependencies dependencies;
    private final ConcurrencyLimiter writeLimiter;
    /** Interceptors in the order in which a write passes them. */
    private final List<Interceptor> interceptors =
            List.of(this::limitConcurrency, this::consultRunJournal, this::checkGuard, this::lockObject);
    /** Names of the server for the locks; null until the addresses of the server are known. */
    private volatile Set<String> serverIdentities;

    /** Step that a write passes before it is sent. */
    private interface Interceptor {
        /** @param next continues with the next interceptor */
        Result intercept(Write write, Function<Write, Result> next);
    }

    /**
     * Write on its way through the interceptors.
     *
     * @param catalogTarget target with the path of the catalogue: each process resolves the path of the server again
     * @param runWrite state of the write in the run journal; null before that journal was consulted
     * @param target target on this server; null before the guard has allowed the write
     */
    private record Write(ApiCall call, Reconciler reconciler, String catalogTarget, RunWrite runWrite, String target) {}

    WriteExecutor(CallAttempts.Context context) {
        this.context = context;
        this.dependencies = context.dependencies();
        this.writeLimiter = new ConcurrencyLimiter(dependencies.limits().maxConcurrentWrites());
    }

    /**
     * Sends a write.
     *
     * @throws UnknownOutcomeException if the outcome is not known (exit code 75)
     */
    Object send(ApiCall call, Reconciler reconciler) {
        return pass(new Write(call, reconciler, context.requestMapper().catalogTarget(call), null, null), 0)
                .value();
    }

    private Result pass(Write write, int index) {
        if (index < interceptors.size())
            return interceptors.get(index).intercept(write, passed -> pass(passed, index + 1));
        return new WriteSender(context, write.call(), write.reconciler(), write.runWrite()).send(write.target());
    }

    /** Limits the concurrent writes to one by default, so that a reconciler does not see the effects of another write. */
    private Result limitConcurrency(Write write, Function<Write, Result> next) {
        return dependencies.guard().trackWrite(() -> writeLimiter.run(() -> next.apply(write)));
    }

    /** Returns the journaled result of a write of an earlier process of the run; reconciles a write without an outcome. */
    private Result consultRunJournal(Write write, Function<Write, Result> next) {
        ApiCall call = write.call();
        Reconciler reconciler = write.reconciler();
        RunWrite runWrite = dependencies
                .journalContext()
                .runContext()
                .nextWrite(context.requestMapper().createIntent(call, write.catalogTarget(), null));
        PendingWriteReconciler pendingReconciler = new PendingWriteReconciler(dependencies, context.serverClock());
        if (runWrite.state() == RunWrite.State.COMPLETED) {
            reconciler.restoreBaseline(runWrite.baseline());
            return knownResult(
                    runWrite.response() == null ? null : JsonCodec.convert(runWrite.response(), call.result()));
        }
        if (runWrite.state() == RunWrite.State.SETTLED)
            return knownResult(pendingReconciler.findSettledResult(call, reconciler, runWrite));
        if (runWrite.state() == RunWrite.State.OPEN) {
            ReconciledResult found =
                    withObjectLock(write, () -> pendingReconciler.reconcile(call, reconciler, runWrite));
            if (found != null) return knownResult(found.row());
        }
        return next.apply(new Write(call, reconciler, write.catalogTarget(), runWrite, null));
    }

    /** Returns the result of a write that is not sent now. */
    private static Result knownResult(Object value) {
        return new Result(value, false);
    }

    /** Lets the guard refuse or confirm the write; returns the planned row in a dry run. */
    private Result checkGuard(Write write, Function<Write, Result> next) {
        ApiCall call = write.call();
        String target =
                context.requestMapper().target(call, context.pathResolver().resolve(call.path()));
        if (dependencies.guard().mode().dryRun() && WriteGuard.needsQuestion(call))
            dependencies.notices().showNotice("dry run: " + WriteGuard.describe(dependencies.server(), call));
        WriteGuard.Decision decision =
                dependencies.guard().checkWrite(dependencies.server(), call, () -> curlCommand(call, target));
        if (decision == WriteGuard.Decision.PLANNED) return knownResult(new DryRunRow(call));
        Result result =
                next.apply(new Write(call, write.reconciler(), write.catalogTarget(), write.runWrite(), target));
        if (decision == WriteGuard.Decision.SEND_AND_REPORT)
            dependencies
                    .notices()
                    .showNotice(WriteGuard.describeDone(dependencies.server(), call, result.isAccepted()));
        return result;
    }

    private String curlCommand(ApiCall call, String target) {
        return CurlCommand.format(dependencies.server(), call, target, dependencies.redactor()::redact);
    }

    /** Locks the object of the write under each name of the server, so that no other process of this user writes to it. */
    private Result lockObject(Write write, Function<Write, Result> next) {
        return withObjectLock(write, () -> next.apply(write));
    }

    private <T> T withObjectLock(Write write, Supplier<T> work) {
        ClientLimits limits = dependencies.limits();
        ApiCall call = write.call();
        String object = RequestTarget.objectKey(write.catalogTarget(), call.body());
        Supplier<T> lockedWork = work;
        for (String server : serverIdentities()) {
            Supplier<T> next = lockedWork;
            lockedWork = () -> dependencies
                    .journalContext()
                    .objectLocks()
                    .withLock(
                            server + " " + object,
                            dependencies.subject(call),
                            limits.writeTimeout().plus(limits.reconcileTimeout()),
                            dependencies.notices()::showNotice,
                            next);
        }
        return lockedWork.get();
    }

    /** Looks up the addresses of the server once. A lookup without a result is repeated for the next write. */
    private Set<String> serverIdentities() {
        if (serverIdentities != null) return serverIdentities;
        Set<String> identities = ServerIdentity.all(dependencies.server().url());
        if (identities.size() > 1) serverIdentities = identities;
        return identities;
    }
}
