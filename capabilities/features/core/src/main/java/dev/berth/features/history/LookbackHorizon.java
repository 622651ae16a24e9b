package dev.berth.features.history;

import dev.berth.core.feature.AggregationWindow;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureComputation;
import dev.berth.core.feature.FeatureView;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/// How far before an instant events may have happened that still count then.
public final class LookbackHorizon {
    private LookbackHorizon() {}

    /// In microseconds; empty if everything counts. With a time to live it does: an entity of which
    /// something was known is not one of which nothing ever was. So it does in a view of columns.
    public static OptionalLong micros(FeatureView view) {
        if (!view.isWindowed() || view.timeToLive().isPresent()) {
            return OptionalLong.empty();
        }
        long reach = 0;
        for (Feature feature : view.features()) {
            Optional<Duration> length =
                    switch (((FeatureComputation.Aggregation) feature.derivation()).window()) {
                        case AggregationWindow.Sliding(Duration of, Duration every) ->
                                Optional.of(of.plus(every));
                        case AggregationWindow.Tumbling(Duration of) ->
                                Optional.of(of.multipliedBy(2));
                        case AggregationWindow.Unbounded() -> Optional.empty();
                    };
            if (length.isEmpty()) {
                return OptionalLong.empty();
            }
            reach = Math.max(reach, TimeUnit.MILLISECONDS.toMicros(length.get().toMillis()));
        }
        return OptionalLong.of(reach);
    }
}
