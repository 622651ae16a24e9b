package dev.berth.features.history;

import dev.berth.core.feature.AggregationWindow;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureComputation;
import dev.berth.core.feature.FeatureView;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/// Period before an instant in which events can still affect a view's values.
public final class LookbackHorizon {
    private LookbackHorizon() {}

    /// In microseconds; empty if all events count. That is so with a time to live, since an entity
    /// with expired values differs from an unknown one, and in a view of columns.
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
