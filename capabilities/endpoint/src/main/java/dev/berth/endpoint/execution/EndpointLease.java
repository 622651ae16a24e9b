package dev.berth.endpoint.execution;

import dev.berth.core.ModelReference;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.Callee;
import dev.berth.core.record.RequestLimit;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.endpoint.graph.BoundCallee;
import dev.berth.endpoint.telemetry.EndpointCounters;
import dev.berth.serving.request.InlineExecutor;
import dev.berth.serving.request.Lease;
import dev.berth.serving.request.Prediction;
import dev.berth.serving.request.PredictionCallback;
import dev.berth.serving.request.PredictionRequest;
import dev.berth.serving.request.RequestHandle;
import dev.berth.serving.request.Timings;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// The right to send one request to an endpoint as it is compiled now.
public final class EndpointLease implements Lease {
    private final RecordExecutionFactory makes;
    private final EndpointCounters counters;
    private boolean used;

    /// @param counters of what it answers, but for background requests
    public EndpointLease(RecordExecutionFactory makes, EndpointCounters counters) {
        this.makes = makes;
        this.counters = counters;
    }

    @Override
    public ModelReference model() {
        return makes.plan().reference();
    }

    @Override
    public Signature signature() {
        return makes.plan().signature();
    }

    @Override
    public RequestLimit limit() {
        return makes.plan().limit();
    }

    /// Its models may.
    @Override
    public boolean supportsInlineExecution() {
        return false;
    }

    /// Whether one of its models does.
    @Override
    public boolean keepsState() {
        return makes.plan()
                .callees()
                .map(BoundCallee::callee)
                .anyMatch(
                        callee ->
                                callee instanceof Callee.Model(var name, var version)
                                        && makes.context().serving().isStateful(name, version));
    }

    @Override
    public long timeoutNanos() {
        return makes.plan().description().timeout().toNanos();
    }

    @Override
    public RequestHandle submit(PredictionRequest request, PredictionCallback reply) {
        return begin(request, reply, null);
    }

    @Override
    public RequestHandle submit(
            PredictionRequest request, PredictionCallback reply, InlineExecutor inline) {
        return begin(request, reply, inline);
    }

    private RequestHandle begin(
            PredictionRequest request, PredictionCallback caller, @Nullable InlineExecutor inline) {
        use();
        int rows = request.inputs().tensor(0).rows();
        if (request.isBackground()) {
            return begin(makes.withoutListener(), request, caller, inline, rows);
        }
        return begin(makes, request, counters.counted(caller, rows), inline, rows);
    }

    private RequestHandle begin(
            RecordExecutionFactory plan,
            PredictionRequest request,
            PredictionCallback reply,
            @Nullable InlineExecutor inline,
            int rows) {
        try {
            limit().require(rows);
        } catch (ProblemException e) {
            request.inputs().close();
            reply.fail(e.problem());
            return new Done();
        }
        if (request.session() != null && rows != 1) {
            request.inputs().close();
            reply.fail(
                    Problem.of(
                            ProblemCode.SESSION_INVALID,
                            "a request of " + rows + " records in a session (expected: 1)",
                            "send one record in each request of a session"));
            return new Done();
        }
        if (inline != null && rows > 0 && makes.plan().isLong(request.inputs().byteCount())) {
            return beginOnExecutor(plan, request, reply, rows);
        }
        if (rows == 1) {
            RecordExecution call;
            try {
                call = plan.call(request, outcome(reply), inline);
            } catch (ProblemException e) {
                request.inputs().close();
                reply.fail(e.problem());
                return new Done();
            }
            call.start();
            return call;
        }
        if (rows == 0) {
            request.inputs().close();
            reply.fail(
                    Problem.of(
                            ProblemCode.SHAPE_MISMATCH,
                            "a request of no records (expected: at least one)",
                            "send a record"));
            return new Done();
        }
        var records = new RequestExecution(plan, request, reply, inline, rows);
        records.start();
        return records.ticket();
    }

    /// Begins on a thread that others do not wait for.
    private static RequestHandle beginOnExecutor(
            RecordExecutionFactory plan,
            PredictionRequest request,
            PredictionCallback reply,
            int rows) {
        var records = new RequestExecution(plan, request, reply, null, rows);
        try {
            plan.context().serving().execute(records::start);
        } catch (RejectedExecutionException stopped) {
            records.ticket().cancel(GraphExecution.STOPPED);
        }
        return records.ticket();
    }

    private RecordCallback outcome(PredictionCallback reply) {
        return new RecordCallback() {
            @Override
            public void answered(NamedTensors answer, Timings timings, List<String> annotations) {
                reply.succeed(
                        new Prediction(makes.plan().reference(), answer, timings, annotations));
            }

            @Override
            public void failed(Problem problem) {
                reply.fail(problem);
            }
        };
    }

    @Override
    public Lease fork() {
        if (used) {
            throw new IllegalStateException("lease forked after its use");
        }
        return new EndpointLease(makes, counters);
    }

    @Override
    public void close() {
        used = true;
    }

    private void use() {
        if (used) {
            throw new IllegalStateException("lease used twice");
        }
        used = true;
    }

    /// A request that was answered before anything was done.
    private record Done() implements RequestHandle {
        @Override
        public void cancel(Problem reason) {}

        @Override
        public Timings timings() {
            long now = System.nanoTime();
            return new Timings(now, now, now, now, now, now, now, 0, 0, 0);
        }
    }
}
