package dev.berth.server.inference;

import dev.berth.core.ModelReference;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.RequestIds;
import dev.berth.core.SessionPosition;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.endpoint.Endpoints;
import dev.berth.serving.ModelServer;
import dev.berth.serving.request.Lease;
import dev.berth.serving.request.LeasedGroups;
import dev.berth.serving.request.PredictionRequest;
import dev.berth.serving.request.ScatterGather;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Sends requests to serving on behalf of the protocol handlers. Thread-safe.
public final class Predictions {
    /// Keeps the sum from overflowing; no caller waits for a day.
    private static final long WAIT_MILLIS_MAX = 86_400_000L;

    /// For each thread its own, or event loops would wait for each other's count.
    private static final ThreadLocal<RequestIds> REQUEST_IDS =
            ThreadLocal.withInitial(
                    () ->
                            new RequestIds(
                                    InstantSource.system(),
                                    () -> ThreadLocalRandom.current().nextLong()));

    private final ModelServer serving;
    private final Endpoints endpoints;
    private final int answerBytesMax;

    /// @param answerBytesMax bytes of one answer
    public Predictions(ModelServer serving, Endpoints endpoints, int answerBytesMax) {
        this.serving = serving;
        this.endpoints = endpoints;
        this.answerBytesMax = answerBytesMax;
    }

    public ModelServer serving() {
        return serving;
    }

    public Endpoints endpoints() {
        return endpoints;
    }

    /// Another one each time; those made on one thread sort by the time of their making, those of
    /// several by its millisecond.
    public String nextRequestId() {
        return REQUEST_IDS.get().next();
    }

    /// Takes a lease of what the caller named where endpoints are called as models are: an
    /// endpoint, or else a model as [#acquireModel].
    public void acquire(EventLoopContext loop, ModelTarget target, LeaseRequester request) {
        Lease endpoint = endpoints.findLease(target.name(), target.version(), request::variant);
        if (endpoint != null) {
            request.leased(endpoint);
        } else {
            acquireModel(loop, target, request);
        }
    }

    /// Takes a lease of an endpoint.
    ///
    /// @throws dev.berth.core.ProblemException if there is no such endpoint, or it is broken
    public void acquireEndpoint(EndpointName name, LeaseRequester request) {
        request.leased(endpoints.acquire(name, request.variant()));
    }

    /// Takes a lease of the version that the caller named: now if the model is in memory, otherwise
    /// when it has been loaded, on this event loop. Called on it; never blocks.
    ///
    /// @param request continues with the lease
    /// @throws dev.berth.core.ProblemException if there is no such model, or it is not served
    public void acquireModel(EventLoopContext loop, ModelTarget target, LeaseRequester request) {
        Lease now = serving.acquireNow(target.name(), target.version());
        if (now != null) {
            proceed(request, now);
            return;
        }
        OptionalLong deadline = request.deadlineNanos();
        OptionalLong nanos =
                deadline.isPresent()
                        ? OptionalLong.of(deadline.getAsLong() - System.nanoTime())
                        : OptionalLong.empty();
        var _ =
                serving.acquireLoaded(target.name(), target.version(), nanos)
                        .whenComplete((lease, failure) -> proceed(loop, request, lease, failure));
    }

    private static void proceed(LeaseRequester request, Lease lease) {
        Problem refusal =
                lease.refuseUnread(() -> request.context().requestId(), request.context());
        if (refusal == null) {
            request.leased(lease);
        } else {
            ModelReference model = lease.model();
            lease.close();
            request.refused(model, refusal);
        }
    }

    private static void proceed(
            EventLoopContext loop,
            LeaseRequester request,
            @Nullable Lease lease,
            @Nullable Throwable failure) {
        try {
            loop.later(
                    () -> {
                        if (lease == null) {
                            request.failed(cause(failure));
                        } else if (request.isGivenUp()) {
                            lease.close();
                        } else {
                            leased(request, lease);
                        }
                    });
        } catch (RejectedExecutionException loopIsGone) {
            if (lease != null) {
                lease.close();
            }
        }
    }

    private static void leased(LeaseRequester request, Lease lease) {
        try {
            request.leased(lease);
        } catch (RuntimeException | Error e) {
            request.failed(e);
        }
    }

    private static Throwable cause(@Nullable Throwable failure) {
        Throwable thrown = Objects.requireNonNull(failure);
        Throwable cause = thrown.getCause();
        return thrown instanceof CompletionException && cause != null ? cause : thrown;
    }

    /// When a caller stops waiting, on the scale of [System#nanoTime()].
    ///
    /// @param arrivedNanos when its request began to arrive, on the same scale
    /// @param millis how long it waits from then on; empty if it does not say
    public static OptionalLong deadlineNanos(long arrivedNanos, OptionalLong millis) {
        return millis.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(
                        arrivedNanos + Math.min(millis.getAsLong(), WAIT_MILLIS_MAX) * 1_000_000);
    }

    /// How many records the groups have: the rows of a model that takes several at a time, and one
    /// for each group otherwise.
    public static int records(Lease lease, List<NamedTensors> groups) {
        boolean batched = lease.signature().isBatched();
        long records = 0;
        for (NamedTensors group : groups) {
            records += batched && group.count() > 0 ? group.tensor(0).rows() : 1;
        }
        return (int) Math.min(records, Integer.MAX_VALUE);
    }

    /// Bytes of one answer.
    public int answerBytesMax() {
        return answerBytesMax;
    }

    /// Fails if the answer to so many records would be too large, as far as their signature
    /// determines it.
    ///
    /// @throws ProblemException `batch-too-large`
    public void requireAnswerable(Lease lease, List<NamedTensors> groups) {
        long bytes = MinimumResponseSize.least(lease.signature(), records(lease, groups));
        if (bytes > answerBytesMax) {
            throw new ProblemException(
                    ProblemCode.BATCH_TOO_LARGE,
                    "the answer would have "
                            + bytes
                            + " bytes or more (expected: at most "
                            + answerBytesMax
                            + ")",
                    "split the request, or start the server with a larger --max-in-flight-bytes, of which"
                            + " an answer may take half");
        }
    }

    /// As the other one, for requests of no session.
    public PendingPrediction submit(
            EventLoopContext loop,
            Lease lease,
            RequestContext origin,
            List<NamedTensors> groups,
            OptionalLong deadlineNanos,
            PredictionResultHandler outcome) {
        return submit(loop, lease, origin, groups, deadlineNanos, null, outcome);
    }

    /// Sends one request for each group of inputs. Takes over the lease and the inputs; never
    /// blocks. The outcome is called later, on this event loop.
    ///
    /// @param origin what they are for
    /// @param groups at least one
    /// @param deadlineNanos when the caller stops waiting, on the scale of [System#nanoTime()];
    ///   empty for the model's own limit
    /// @param session that the only group is one of; null for none
    public PendingPrediction submit(
            EventLoopContext loop,
            Lease lease,
            RequestContext origin,
            List<NamedTensors> groups,
            OptionalLong deadlineNanos,
            @Nullable SessionPosition session,
            PredictionResultHandler outcome) {
        long deadline =
                deadlineNanos.isPresent()
                        ? deadlineNanos.getAsLong()
                        : System.nanoTime() + lease.timeoutNanos();
        var pending = new PendingPrediction(loop, groups.size(), deadline, outcome);
        var request =
                new PredictionRequest(origin.requestId(), groups.getFirst(), deadline, origin);
        if (session != null) {
            request = request.inSession(session);
        }
        if (groups.size() == 1) {
            pending.add(lease.submit(request, pending.replyFor(0), loop.inline()));
        } else if (groups.size() <= ScatterGather.WINDOW) {
            submitAll(loop, lease, groups, request.inParts(), pending);
        } else {
            pending.submit(new LeasedGroups(lease, groups, request));
        }
        pending.submitted();
        return pending;
    }

    private static void submitAll(
            EventLoopContext loop,
            Lease lease,
            List<NamedTensors> groups,
            PredictionRequest whole,
            PendingPrediction pending) {
        List<Lease> leases = new ArrayList<>(groups.size());
        for (int i = 1; i < groups.size(); i++) {
            leases.add(lease.fork());
        }
        leases.add(lease);
        for (int i = 0; i < groups.size(); i++) {
            PredictionRequest request = whole.part(groups.get(i));
            pending.add(leases.get(i).submit(request, pending.replyFor(i), loop.inline()));
        }
    }
}
