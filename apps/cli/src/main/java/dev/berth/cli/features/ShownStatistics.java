package dev.berth.cli.features;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.FeatureView;
import dev.berth.features.statistics.StatisticsStore;
import dev.berth.features.statistics.ViewStatistics;
import dev.berth.featurestore.FeatureStore;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What `berth features show` found out about the statistics of a view.
///
/// @param instants as of which there are some
/// @param chosen those that are shown
/// @param why there are none to show
record ShownStatistics(List<Instant> instants, Optional<ViewStatistics> chosen, String why) {

    /// Reads them. A store that is not there, or cannot be read, is no reason to tell nothing of
    /// the view.
    ///
    /// @param wanted as of which instant; null for the latest
    static ShownStatistics of(
            FeatureCommandContext system, FeatureView view, @Nullable String wanted) {
        try (FeatureStore store = system.store()) {
            StatisticsStore kept = store.statistics(view);
            List<Instant> instants = kept.instants();
            if (wanted != null) {
                return new ShownStatistics(
                        instants, Optional.of(require(kept, view, wanted, instants)), "");
            }
            return new ShownStatistics(
                    instants, kept.latest(), "none yet: `berth features materialize` takes them");
        } catch (ProblemException e) {
            if (e.problem().code() != ProblemCode.ONLINE_STORE_UNAVAILABLE) {
                throw e;
            }
            return new ShownStatistics(
                    List.of(), Optional.empty(), "none that can be read: " + e.problem().message());
        }
    }

    private static ViewStatistics require(
            StatisticsStore kept, FeatureView view, String wanted, List<Instant> instants) {
        try {
            Optional<ViewStatistics> found = kept.find(Instant.parse(wanted));
            if (found.isPresent()) {
                return found.get();
            }
        } catch (DateTimeParseException e) {
            // Told below, as one without statistics is.
        }
        throw new ProblemException(
                ProblemCode.USAGE,
                "no statistics of "
                        + view.reference()
                        + " as of '"
                        + wanted
                        + "' (expected: an instant of "
                        + instants
                        + ")",
                "choose one of these");
    }
}
