package dev.berth.server.feature;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.feature.ViewName;
import dev.berth.core.feature.ViewReference;
import dev.berth.features.maintenance.LatestVersions;
import dev.berth.features.statistics.PlainStatistics;
import dev.berth.features.statistics.StatisticsReader;
import dev.berth.features.statistics.StatisticsStore;
import dev.berth.features.statistics.ViewStatistics;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.json.JsonWriter;
import dev.berth.server.auth.FeatureAccess;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A request for the statistics of a view.
///
/// @param view as `view`, in its latest version, or `view@version`
/// @param until as of which instant; empty for the latest
public record FeatureStatisticsRequest(String view, Optional<String> until) {

    /// The response as JSON: the requested statistics, if there are any, and the instants of all
    /// others.
    ///
    /// @param reference the view that is meant
    /// @throws ProblemException `feature-not-found`, `parameter-invalid`,
    ///   `online-store-unavailable`
    ByteSink answer(ViewReference reference, StatisticsReader reads) {
        StatisticsStore kept = reads.statistics(reference);
        List<Instant> instants = kept.instants();
        Optional<ViewStatistics> statistics =
                until.isPresent()
                        ? Optional.of(require(kept, until.get(), instants))
                        : kept.latest();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("view", reference.toString());
        answer.put("instants", instants.stream().map(Instant::toString).toList());
        statistics.ifPresent(found -> answer.put("statistics", PlainStatistics.of(found)));
        var sink = new ByteSink(4 << 10);
        new JsonWriter(sink).plain(answer);
        return sink;
    }

    /// The view that is meant.
    ///
    /// @throws ProblemException `forbidden`, `feature-not-found` or `name-invalid`
    ViewReference reference(LatestVersions latest, FeatureAccess access) {
        ViewNames.requireMayRead(view, latest, access);
        if (view.indexOf('@') >= 0) {
            return ViewReference.parse(view);
        }
        return latest.find(new ViewName(view))
                .orElseThrow(
                        () ->
                                new ProblemException(
                                        ProblemCode.FEATURE_NOT_FOUND,
                                        "no view '" + SanitizedText.of(view) + "'",
                                        "GET /v1/features lists those that there are"));
    }

    private static ViewStatistics require(
            StatisticsStore kept, String until, List<Instant> instants) {
        try {
            Optional<ViewStatistics> found = kept.find(Instant.parse(until));
            if (found.isPresent()) {
                return found.get();
            }
        } catch (DateTimeParseException e) {
            // Reported below, as an instant without statistics is.
        }
        throw new ProblemException(
                ProblemCode.PARAMETER_INVALID,
                "no statistics as of '"
                        + SanitizedText.of(until)
                        + "' (expected: of "
                        + instants
                        + ")",
                "choose one of these instants");
    }
}
