package dev.berth.serving.execution;

import dev.berth.core.Problem;
import dev.berth.core.SessionPosition;
import dev.berth.core.system.SessionSettings;
import dev.berth.core.tensor.TensorPool;
import dev.berth.serving.request.InlineExecutor;
import dev.berth.serving.request.PredictionCallback;
import dev.berth.serving.request.PredictionRequest;
import dev.berth.serving.request.RequestHandle;
import dev.berth.serving.thread.DeadlineEnforcer;
import org.jspecify.annotations.Nullable;

/// What one loaded version of a stateful model has to do with the sessions of that model.
/// Thread-safe.
final class InstanceSessions {
    private final ModelInstance instance;
    private final SessionSettings settings;
    private final StateTensors tensors;
    private final SessionStore store;
    private final TensorPool pool;
    private final DeadlineEnforcer deadlines;

    InstanceSessions(ModelInstance instance, SessionSettings settings, ServingContext context) {
        this.instance = instance;
        this.settings = settings;
        this.tensors = new StateTensors(settings, instance.artifactInputs());
        this.store = context.sessions().of(instance.reference().name());
        this.pool = context.tensorPool();
        this.deadlines = context.deadlines();
    }

    SessionSettings settings() {
        return settings;
    }

    StateTensors tensors() {
        return tensors;
    }

    TensorPool pool() {
        return pool;
    }

    /// As [ModelInstance#submit], when the requests of the session before it have their answers.
    RequestHandle submit(
            PredictionRequest request, PredictionCallback reply, @Nullable InlineExecutor inline) {
        SessionPosition position = request.session();
        if (position == null) {
            return instance.refuse(request, reply, SessionProblems.unnamed(instance.reference()));
        }
        int rows = instance.rowsOf(request.inputs());
        if (rows != 1) {
            return instance.refuse(
                    request, reply, SessionProblems.severalRows(instance.reference(), rows));
        }
        var call = new SessionCall(store, instance, request, position, reply);
        SessionStore.Entry entry = store.enter(call);
        Problem refusal = entry.refusal();
        if (refusal != null) {
            call.refuse(refusal);
        } else if (entry.begins()) {
            call.begin(inline);
        } else {
            deadlines.expect(store, request.deadlineNanos());
        }
        return call;
    }

    /// Fails the requests that wait for others of their sessions.
    void failWaiting(Problem reason) {
        store.withdrawAll(instance).forEach(call -> call.giveUp(reason));
    }
}
