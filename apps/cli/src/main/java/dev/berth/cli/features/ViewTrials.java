package dev.berth.cli.features;

import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.ViewReference;
import dev.berth.core.system.ValidationError;
import dev.berth.features.duckdb.ViewTrial;
import dev.berth.features.ondemand.CompiledOnDemandView;
import dev.berth.featurestore.FeatureStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Results of trial runs of a system's views.
///
/// @param errors errors of views that cannot be computed
/// @param unread sources whose events could not be read here, once for each view
public record ViewTrials(List<ValidationError> errors, List<ValidationError> unread) {
    public ViewTrials {
        errors = List.copyOf(errors);
        unread = List.copyOf(unread);
    }

    /// Extent of a trial.
    public enum Extent {
        /// Over no events: no source is read.
        DESCRIPTION,
        /// Also over some events of the source.
        SAMPLE
    }

    /// Tries stored views and compiles on-demand views; skips those that do not exist. Blocks while
    /// some events of each source are read.
    public static ViewTrials run(
            FeatureCommandContext system, Collection<ViewReference> references, Extent extent) {
        List<ValidationError> errors = new ArrayList<>();
        List<ValidationError> unread = new ArrayList<>();
        List<FeatureView> stored = new ArrayList<>();
        for (ViewReference reference : references) {
            system.definitions().findView(reference).ifPresent(stored::add);
            system.definitions()
                    .findOnDemand(reference)
                    .map(view -> CompiledOnDemandView.errors(view, system.definitions()))
                    .ifPresent(errors::addAll);
        }
        if (stored.isEmpty()) {
            return new ViewTrials(errors, unread);
        }
        try (FeatureStore store = system.store()) {
            ViewTrial trial = store.trial();
            for (FeatureView view : stored) {
                switch (extent) {
                    case DESCRIPTION -> errors.addAll(trial.compile(view));
                    case SAMPLE -> {
                        ViewTrial.Result result = trial.run(view);
                        errors.addAll(result.errors());
                        result.unread().ifPresent(unread::add);
                    }
                }
            }
        }
        return new ViewTrials(errors, unread);
    }
}
