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

/// Statistics of a view for `berth features show`.
///
/// @param instants of the available statistics
/// @param chosen the statistics to show
/// @param why there are none to show
record ShownStatistics(List<Instant> instants, Optional<ViewStatistics> chosen, String why) {

    /// Reads the statistics. A missing or unreadable store must not prevent the rest of the output.
    ///
    /// @param wanted instant; null for the latest
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
            // Reported below, like missing statistics.
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
