package dev.berth.endpoint.execution;

import dev.berth.core.ModelName;
import dev.berth.core.ModelVersion;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.Callee;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Tensor;
import dev.berth.endpoint.graph.BoundCallee;
import dev.berth.serving.request.InlineExecutor;
import dev.berth.serving.request.Lease;
import dev.berth.serving.request.Prediction;
import dev.berth.serving.request.PredictionCallback;
import dev.berth.serving.request.PredictionRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// One call of a model that a step makes. Where the model takes one record at a time, a request for
/// each row; where it takes fewer at a time than there are, several.
final class ModelCall {
    private final StepExecution step;
    private final GraphExecution run;
    private final BoundCallee callee;
    private final StepExecution.CallOutcome outcome;
    private final Runnable failed;
    private final long deadlineNanos;

    /// @param failed notified before the step is
    ModelCall(
            StepExecution step,
            BoundCallee callee,
            StepExecution.CallOutcome outcome,
            Runnable failed) {
        this.step = step;
        this.run = step.run();
        this.callee = callee;
        this.outcome = outcome;
        this.failed = failed;
        this.deadlineNanos = step.deadlineNanos();
    }

    void start() {
        try {
            switch (callee.callee()) {
                case Callee.Model(var name, var version) -> start(name, version);
                case Callee.Remote remote -> submit(run.context().remotes().lease(remote));
                case Callee.Endpoint(var name) ->
                        submit(run.context().nested().acquireAdmitted(name));
            }
        } catch (ProblemException e) {
            fail(e.problem());
        }
    }

    private void start(ModelName name, Optional<ModelVersion> version) {
        Lease now = run.serving().acquireAdmitted(name, version);
        if (now != null) {
            submit(now);
            return;
        }
        var _ =
                run.serving()
                        .acquireLoadedPart(
                                name,
                                version,
                                OptionalLong.of(deadlineNanos - run.context().nanoTime()))
                        .whenComplete(this::loaded);
    }

    private void loaded(@Nullable Lease lease, @Nullable Throwable failure) {
        if (!run.enter()) {
            if (lease != null) {
                lease.close();
            }
            failed.run();
            return;
        }
        try {
            if (lease != null) {
                submit(lease);
            } else {
                fail(
                        run.defect(
                                failure instanceof CompletionException wrapped
                                                && wrapped.getCause() != null
                                        ? wrapped.getCause()
                                        : failure == null
                                                ? new IllegalStateException("neither")
                                                : failure));
            }
        } catch (RuntimeException | Error e) {
            run.fail(run.defect(e));
        } finally {
            run.leave();
        }
    }

    /// Takes over the lease.
    private void submit(Lease lease) {
        List<NamedTensors> requests;
        try {
            if (!callee.fits(lease.signature())) {
                throw outdated(lease);
            }
            requests = new CallInputs(step, callee).requests(lease);
        } catch (ProblemException e) {
            lease.close();
            fail(e.problem());
            return;
        } catch (RuntimeException | Error e) {
            lease.close();
            throw e;
        }
        var answers = new Answers(requests.size());
        List<Lease> leases = new ArrayList<>(requests.size());
        for (int i = 1; i < requests.size(); i++) {
            leases.add(lease.fork());
        }
        leases.add(lease);
        // Several requests of one record have no order in which a state could go through them.
        PredictionRequest whole =
                requests.size() == 1 ? run.request() : run.request().inParts().inSession(null);
        for (int i = 0; i < requests.size(); i++) {
            PredictionRequest request = whole.part(requests.get(i), deadlineNanos);
            PredictionCallback reply = answers.reply(i);
            InlineExecutor inline = run.inlineHere();
            var ticket =
                    inline == null
                            ? leases.get(i).submit(request, reply)
                            : leases.get(i).submit(request, reply, inline);
            run.made(ticket, GIVEN_UP);
        }
    }

    private static final Problem GIVEN_UP =
            Problem.of(
                    ProblemCode.CANCELLED, "another part of the request has failed", "see there");

    private ProblemException outdated(Lease lease) {
        run.context().outdated().found(run.plan());
        return new ProblemException(
                ProblemCode.ENDPOINT_NOT_READY,
                lease.model()
                        + " takes or gives something else than when endpoint "
                        + run.name()
                        + " was read",
                "send it again; if this persists, `berth check` says what does not fit");
    }

    private void fail(Problem problem) {
        failed.run();
        if (run.request().isBackground() && isForWantOfTime(problem)) {
            // Says nothing of what was called: no default outputs, no mark against it.
            run.fail(problem);
        } else {
            step.fail(problem);
        }
    }

    /// Whether a background request was not carried out, as others went first.
    static boolean isForWantOfTime(Problem problem) {
        return problem.code() == ProblemCode.QUEUE_FULL || problem.code() == ProblemCode.DRAINING;
    }

    /// The answers to the requests of this call, until all are there or one has failed.
    private final class Answers {
        private final NamedTensors[] parts;
        private int missing;
        private boolean over;

        Answers(int count) {
            parts = new NamedTensors[count];
            missing = count;
        }

        PredictionCallback reply(int part) {
            return new PredictionCallback() {
                @Override
                public void succeed(Prediction prediction) {
                    answered(part, prediction);
                }

                @Override
                public void fail(Problem problem) {
                    failedWith(problem);
                }
            };
        }

        private void answered(int part, Prediction prediction) {
            if (!run.enter()) {
                prediction.close();
                giveUp();
                return;
            }
            try {
                boolean last;
                synchronized (this) {
                    if (over) {
                        prediction.close();
                        return;
                    }
                    parts[part] = prediction.outputs();
                    prediction.annotations().forEach(run::annotate);
                    last = --missing == 0;
                }
                if (last) {
                    outcome.succeeded(together());
                }
            } catch (ProblemException e) {
                ModelCall.this.fail(e.problem());
            } catch (RuntimeException | Error e) {
                run.fail(run.defect(e));
            } finally {
                run.leave();
            }
        }

        private void failedWith(Problem problem) {
            if (!run.enter()) {
                giveUp();
                return;
            }
            try {
                synchronized (this) {
                    if (over) {
                        return;
                    }
                }
                close();
                ModelCall.this.fail(problem);
            } catch (RuntimeException | Error e) {
                run.fail(run.defect(e));
            } finally {
                run.leave();
            }
        }

        /// The run has ended without this.
        private void giveUp() {
            close();
            failed.run();
        }

        private synchronized void close() {
            over = true;
            for (int i = 0; i < parts.length; i++) {
                if (parts[i] != null) {
                    parts[i].close();
                }
            }
        }

        /// With rows, whether the model has them or not.
        private NamedTensors together() {
            boolean batched = callee.signature().isBatched();
            if (batched && parts.length == 1) {
                return parts[0];
            }
            var together = new NamedTensors();
            try {
                for (int i = 0; i < parts[0].count(); i++) {
                    String name = parts[0].name(i);
                    List<Tensor> rows = new ArrayList<>();
                    try {
                        for (NamedTensors part : parts) {
                            Tensor one = part.require(name);
                            rows.add(batched ? one.share() : one.reshape(one.shape().prepend(1)));
                        }
                        together.put(
                                name, RowTensors.join(rows, "output '" + name + "'", run.pool()));
                    } finally {
                        rows.forEach(Tensor::close);
                    }
                }
                return together;
            } catch (RuntimeException | Error e) {
                together.close();
                throw e;
            } finally {
                for (NamedTensors part : parts) {
                    part.close();
                }
            }
        }
    }
}
