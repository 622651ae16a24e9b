package dev.berth.serving.execution;

import dev.berth.core.Problem;
import dev.berth.core.SessionPosition;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.serving.execution.SessionStore.Held;
import dev.berth.serving.request.InlineExecutor;
import dev.berth.serving.request.Lease;
import dev.berth.serving.request.Prediction;
import dev.berth.serving.request.PredictionCallback;
import dev.berth.serving.request.PredictionRequest;
import dev.berth.serving.request.RequestHandle;
import dev.berth.serving.request.Timings;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One request of a session, from its submission to its answer: it waits for the requests of the
/// session before it, takes the state along, and leaves the next state when it is answered.
final class SessionCall implements RequestHandle, PredictionCallback {
    private final SessionStore store;

    /// The version that was leased for it; the lease is this call's until it is submitted.
    private final ModelInstance via;

    private final PredictionRequest request;
    private final PredictionCallback reply;
    private final SessionPosition position;
    private final Session.Key key;
    private final long submittedNanos;
    private final AtomicReference<@Nullable Problem> cancelled = new AtomicReference<>();

    /// Null for one that is all of its session.
    private volatile @Nullable Session session;

    private volatile @Nullable RequestHandle handle;

    /// That executes it; set when its turn comes.
    private @Nullable ModelInstance executing;

    private @Nullable StateSnapshot next;

    SessionCall(
            SessionStore store,
            ModelInstance via,
            PredictionRequest request,
            SessionPosition position,
            PredictionCallback reply) {
        this.store = store;
        this.via = via;
        this.request = request;
        this.position = position;
        this.reply = reply;
        this.submittedNanos = via.nanoTime();
        this.key = new Session.Key(request.trace().consumer(), position.id());
    }

    ModelInstance via() {
        return via;
    }

    SessionPosition position() {
        return position;
    }

    Session.Key key() {
        return key;
    }

    long deadlineNanos() {
        return request.deadlineNanos();
    }

    /// Null for one that is all of its session.
    @Nullable Session session() {
        return session;
    }

    /// It is one of this session now.
    void joined(Session entered) {
        session = entered;
    }

    /// Submits it with the state of its session: its turn has come.
    ///
    /// @param inline that may execute it; null on other threads
    void begin(@Nullable InlineExecutor inline) {
        Session mine = session;
        StateSnapshot state = null;
        ModelInstance target = via;
        if (mine != null && !position.starts()) {
            Held held = store.held(mine);
            if (held.state() == null || held.owner() == null) {
                refuse(SessionProblems.unknown(via.reference(), position));
                return;
            }
            state = held.state();
            target = continuing(mine, held.owner());
            if (target == null) {
                return;
            }
        }
        submit(
                target,
                state == null ? target.requireSessions().tensors().initial() : state,
                inline);
    }

    /// The version that continues the session, with a lease; null if there is none and the request
    /// was refused.
    private @Nullable ModelInstance continuing(Session mine, ModelInstance owner) {
        if (owner == via || owner.digest().equals(via.digest())) {
            return via;
        }
        Lease lease = owner.tryLease().orElse(null);
        if (lease != null) {
            if (!owner.signature().equals(via.signature())) {
                lease.close();
                refuse(
                        SessionProblems.otherSignature(
                                via.reference(), position, owner.reference()));
                return null;
            }
            via.release();
            return owner;
        }
        if (via.requireSessions().settings().moves()
                && via.requireSessions().tensors().fits(owner.requireSessions().tensors())) {
            return via;
        }
        store.giveUp(mine);
        refuse(
                SessionProblems.versionGone(
                        via.reference(),
                        position,
                        owner.reference(),
                        owner.reference().equals(via.reference())));
        return null;
    }

    private void submit(
            ModelInstance target, StateSnapshot state, @Nullable InlineExecutor inline) {
        executing = target;
        try {
            target.requireSessions()
                    .tensors()
                    .putInputs(request.inputs(), state, target.requireSessions().pool());
        } catch (RuntimeException | Error e) {
            var _ = target.refuse(request, this, RejectionProblems.noMemory(target.reference()));
            return;
        }
        RequestHandle submitted = target.submitNow(request, this, inline);
        handle = submitted;
        Problem reason = cancelled.get();
        if (reason != null) {
            submitted.cancel(reason);
        }
    }

    /// Refuses it before it was submitted.
    void refuse(Problem problem) {
        executing = via;
        var _ = via.refuse(request, this, problem);
    }

    /// Copies the state that it leaves, which counts once it is answered.
    ///
    /// @param executed what is there after the artifact ran
    void capture(NamedTensors executed) {
        next = Objects.requireNonNull(executing).requireSessions().tensors().next(executed);
    }

    @Override
    public void succeed(Prediction prediction) {
        Session mine = session;
        SessionCall following =
                mine == null
                        ? null
                        : store.commit(
                                mine,
                                position.ends() ? null : Objects.requireNonNull(next),
                                Objects.requireNonNull(executing));
        try {
            reply.succeed(prediction);
        } finally {
            begin(following);
        }
    }

    @Override
    public void fail(Problem problem) {
        Session mine = session;
        SessionCall following = mine == null ? null : store.next(mine);
        try {
            reply.fail(problem);
        } finally {
            begin(following);
        }
    }

    private static void begin(@Nullable SessionCall following) {
        if (following != null) {
            following.begin((InlineExecutor) null);
        }
    }

    @Override
    public void cancel(Problem reason) {
        if (!cancelled.compareAndSet(null, reason)) {
            return;
        }
        Session mine = session;
        if (mine != null && store.withdraw(mine, this)) {
            giveUp(reason);
            return;
        }
        RequestHandle submitted = handle;
        if (submitted != null) {
            submitted.cancel(reason);
        }
    }

    /// Fails it after it was taken out of those that wait.
    void giveUp(Problem reason) {
        session = null;
        refuse(reason);
    }

    /// The same, as its deadline has passed.
    void expire() {
        giveUp(
                RejectionProblems.expired(
                        via.reference(), request.deadlineNanos() - submittedNanos));
    }

    @Override
    public Timings timings() {
        RequestHandle submitted = handle;
        return submitted != null
                ? submitted.timings()
                : new Timings(
                        submittedNanos,
                        Timings.NOT_REACHED,
                        Timings.NOT_REACHED,
                        Timings.NOT_REACHED,
                        Timings.NOT_REACHED,
                        Timings.NOT_REACHED,
                        Timings.NOT_REACHED,
                        1,
                        0,
                        0);
    }
}
