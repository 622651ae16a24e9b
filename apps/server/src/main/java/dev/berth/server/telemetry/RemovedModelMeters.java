package dev.berth.server.telemetry;

import dev.berth.core.ModelReference;
import dev.berth.serving.execution.ModelStatus;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The versions that have meters and that the system does not have any more, such as those that a
/// request to load a model brought under a name of its own. Thread-safe.
final class RemovedModelMeters {
    /// What was counted last is still shown to some scrapes; and the caller that sends a thousand
    /// models under new names leaves no thousand labels behind.
    static final int KEPT_MAX = 100;

    private final Set<ModelReference> inOrder = new LinkedHashSet<>();

    /// Those that went first, so far as there are more than may be kept.
    synchronized List<ModelReference> findTooMany(
            Set<ModelReference> metered, List<ModelStatus> index) {
        Set<String> known = new HashSet<>();
        index.forEach(status -> known.add(status.name() + "@" + status.version()));
        for (ModelReference model : metered) {
            if (known.contains(model.toString())) {
                inOrder.remove(model);
            } else {
                inOrder.add(model);
            }
        }
        List<ModelReference> tooMany = new ArrayList<>();
        var oldestFirst = inOrder.iterator();
        for (int excess = inOrder.size() - KEPT_MAX; excess > 0; excess--) {
            tooMany.add(oldestFirst.next());
            oldestFirst.remove();
        }
        return tooMany;
    }
}
