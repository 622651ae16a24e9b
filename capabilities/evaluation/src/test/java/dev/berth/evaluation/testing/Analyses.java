package dev.berth.evaluation.testing;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.evaluation.bootstrap.PoissonBootstrap;
import dev.berth.evaluation.report.EvaluationReport;
import dev.berth.evaluation.report.Provenance;
import dev.berth.evaluation.report.RowCounts;
import dev.berth.evaluation.report.SliceResult;
import dev.berth.evaluation.report.Task;
import dev.berth.evaluation.task.UnitAnalysis;
import dev.berth.scoring.prediction.Subject;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Reports to which analyses add.
public final class Analyses {
    private Analyses() {}

    /// A report without a result.
    public static EvaluationReport emptyReport() {
        return new EvaluationReport(
                "test",
                new Subject(Subject.Kind.MODEL, "m", "1"),
                Task.BINARY,
                new Provenance(
                        "berth evaluate",
                        "data.csv",
                        "00",
                        "00",
                        Optional.empty(),
                        Optional.empty(),
                        "0",
                        1,
                        100,
                        0.95,
                        64),
                new RowCounts(0, 0, 0, List.of()),
                List.of(new SliceResult(SliceResult.ALL, "", 0, 0, List.of(), Optional.empty())),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty());
    }

    /// The report of an analysis.
    public static EvaluationReport report(UnitAnalysis<?> analysis, PoissonBootstrap bootstrap) {
        return analysis.addTo(emptyReport(), bootstrap);
    }

    /// A new analysis with the state of another, as after a restart.
    public static <A extends UnitAnalysis<?>> A resumed(A analysis, Supplier<A> empty) {
        ByteWriter out = new ByteWriter();
        analysis.write(out);
        A resumed = empty.get();
        ByteReader in = new ByteReader(out.toBytes());
        resumed.read(in);
        if (in.hasMore()) {
            throw new IllegalStateException(in.remaining() + " bytes left");
        }
        return resumed;
    }
}
