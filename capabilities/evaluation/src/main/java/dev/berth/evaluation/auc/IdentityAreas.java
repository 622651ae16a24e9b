package dev.berth.evaluation.auc;

import dev.berth.evaluation.auc.IdentityScores.Part;
import dev.berth.evaluation.auc.IdentityScores.Weights;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.task.CellDraws;
import dev.berth.evaluation.task.Resampling;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Areas of one identity, of all rows and of each resample.
///
/// Resamples are drawn of at most [#CELLS_MAX] cells, and moved by what the areas of these differ
/// from the exact ones.
final class IdentityAreas {
    private static final int CELLS_MAX = 1024;

    /// Streams of draws that neither slices nor groups have.
    private static final long FIRST_STREAM = -(1L << 41);

    /// Area of an identity.
    private enum Area {
        SUBGROUP("no positive or no negative row with the identity"),
        BPSN("no positive row without, or no negative row with the identity"),
        BNSP("no negative row without, or no positive row with the identity"),
        PINNED("no row with, or none without the identity");

        private final String reason;

        Area(String reason) {
            this.reason = reason;
        }

        double of(IdentityAuc areas) {
            return switch (this) {
                case SUBGROUP -> areas.subgroup();
                case BPSN -> areas.bpsn();
                case BNSP -> areas.bnsp();
                case PINNED -> areas.pinned();
            };
        }

        String label() {
            return name().toLowerCase(Locale.ROOT) + "-auc";
        }
    }

    private final double weight;
    private final IdentityAuc areas;
    private final double[][] resampled;

    private IdentityAreas(double weight, IdentityAuc areas, double[][] resampled) {
        this.weight = weight;
        this.areas = areas;
        this.resampled = resampled;
    }

    /// @param number of the identity, from 0
    static IdentityAreas of(Part part, Resampling resampling, int number) {
        ScoreCounts identity = Weights.counts(part.identity().weights());
        IdentityAuc exact = IdentityAuc.of(identity, Weights.counts(part.background().weights()));
        Part coarse = IdentityScores.coarsened(part, CELLS_MAX);
        IdentityAuc ofCoarse =
                IdentityAuc.of(
                        Weights.counts(coarse.identity().weights()),
                        Weights.counts(coarse.background().weights()));
        CellDraws ofIdentity = draws(coarse.identity(), resampling, FIRST_STREAM - 2L * number);
        CellDraws ofBackground =
                draws(coarse.background(), resampling, FIRST_STREAM - 2L * number - 1);
        double[][] resampled = new double[Area.values().length][resampling.count()];
        double[] own = new double[coarse.identity().weights().length];
        double[] rest = new double[own.length];
        for (int i = 0; i < resampling.count(); i++) {
            ofIdentity.read(i, own);
            ofBackground.read(i, rest);
            IdentityAuc drawn = IdentityAuc.of(Weights.counts(own), Weights.counts(rest));
            for (Area area : Area.values()) {
                double moved = area.of(drawn) + area.of(exact) - area.of(ofCoarse);
                resampled[index(area)][i] = Double.isNaN(moved) ? moved : Math.clamp(moved, 0, 1);
            }
        }
        return new IdentityAreas(identity.total(), exact, resampled);
    }

    private static CellDraws draws(Weights weights, Resampling resampling, long stream) {
        return resampling.drawCells(stream, weights.weights(), weights.squares());
    }

    private static int index(Area area) {
        return switch (area) {
            case SUBGROUP -> 0;
            case BPSN -> 1;
            case BNSP -> 2;
            case PINNED -> 3;
        };
    }

    double weight() {
        return weight;
    }

    List<MetricValue> metrics(Resampling resampling) {
        List<MetricValue> metrics = new ArrayList<>();
        for (Area area : Area.values()) {
            double value = area.of(areas);
            metrics.add(
                    Double.isNaN(value)
                            ? MetricValue.undefined(area.label(), area.reason)
                            : resampling.metric(
                                    area.label(), value, resampled[index(area)].clone()));
        }
        return metrics;
    }

    /// The power means of the areas of all identities; pinned AUC has none.
    static List<MetricValue> powerMeans(List<IdentityAreas> identities, Resampling resampling) {
        List<MetricValue> means = new ArrayList<>();
        for (Area area : List.of(Area.SUBGROUP, Area.BPSN, Area.BNSP)) {
            String name = area.label() + "-power-mean";
            double value =
                    PowerMean.of(
                            PowerMean.POWER,
                            identities.stream().mapToDouble(each -> area.of(each.areas)).toArray());
            if (Double.isNaN(value)) {
                means.add(MetricValue.undefined(name, "no identity has the area"));
                continue;
            }
            double[] values = new double[resampling.count()];
            for (int i = 0; i < values.length; i++) {
                int resample = i;
                values[i] =
                        PowerMean.of(
                                PowerMean.POWER,
                                identities.stream()
                                        .mapToDouble(each -> each.resampled[index(area)][resample])
                                        .toArray());
            }
            means.add(resampling.metric(name, value, values));
        }
        return means;
    }
}
