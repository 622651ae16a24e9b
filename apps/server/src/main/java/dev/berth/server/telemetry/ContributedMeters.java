package dev.berth.server.telemetry;

import dev.berth.contribution.Metric;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricFamilyDescriptor;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A metric of a capability, read at each scrape. One that fails to be read is left out.
final class ContributedMeters implements MultiCollector {
    private static final Logger LOG = LoggerFactory.getLogger(ContributedMeters.class);

    private final Metric metric;

    ContributedMeters(Metric metric) {
        this.metric = metric;
    }

    /// So that a name that is taken is found before the first answer.
    @Override
    public List<MetricFamilyDescriptor> getMetricFamilyDescriptors() {
        return List.of(
                switch (metric.kind()) {
                    case GAUGE -> MetricFamilyDescriptor.gauge(metric.name()).build();
                    case COUNTER -> MetricFamilyDescriptor.counter(metric.name()).build();
                });
    }

    @Override
    public MetricSnapshots collect() {
        try {
            return MetricSnapshots.of(snapshot(metric.samples().get()));
        } catch (RuntimeException e) {
            LOG.error("metric {} could not be read", metric.name(), e);
            return MetricSnapshots.of();
        }
    }

    private MetricSnapshot snapshot(List<Metric.Sample> samples) {
        return switch (metric.kind()) {
            case GAUGE -> {
                GaugeSnapshot.Builder gauge =
                        GaugeSnapshot.builder().name(metric.name()).help(metric.help());
                samples.forEach(
                        sample ->
                                gauge.dataPoint(
                                        GaugeDataPointSnapshot.builder()
                                                .labels(labels(sample))
                                                .value(sample.value())
                                                .build()));
                yield gauge.build();
            }
            case COUNTER -> {
                CounterSnapshot.Builder counter =
                        CounterSnapshot.builder().name(metric.name()).help(metric.help());
                samples.forEach(
                        sample ->
                                counter.dataPoint(
                                        CounterDataPointSnapshot.builder()
                                                .labels(labels(sample))
                                                .value(sample.value())
                                                .build()));
                yield counter.build();
            }
        };
    }

    private static Labels labels(Metric.Sample sample) {
        List<String> names = sample.labels().keySet().stream().sorted().toList();
        return Labels.of(names, names.stream().map(sample.labels()::get).toList());
    }
}
