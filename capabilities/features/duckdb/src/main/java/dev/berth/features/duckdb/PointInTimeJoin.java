package dev.berth.features.duckdb;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.Entity;
import dev.berth.core.feature.EntityName;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureView;
import dev.berth.features.history.JoinPlan;
import dev.berth.features.history.JoinReport;
import dev.berth.features.history.JoinedView;
import dev.berth.features.history.SourcePathResolver;
import dev.berth.tables.duckdb.CancellableStatements;
import dev.berth.tables.duckdb.Database;
import dev.berth.tables.duckdb.FileSchemaReader;
import dev.berth.tables.duckdb.Session;
import dev.berth.tables.duckdb.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Point-in-time join: adds the values that features had at the time of each spine row (ADR 0031).
///
/// The output has the spine's columns and rows in their order, followed by a column
/// `<view>__<feature>` for each feature. Not thread-safe except [#cancel] and [#progress].
public final class PointInTimeJoin {
    private static final Set<ProblemCode> MISFITS =
            Set.of(ProblemCode.RECORD_INVALID, ProblemCode.TYPE_MISMATCH);

    private final Database database;
    private final FeatureDefinitions definitions;
    private final SourcePathResolver place;
    private volatile Progress progress = new Progress(0, 1);
    private volatile @Nullable CancellableStatements underWay;

    private record Progress(int done, int steps) {}

    public PointInTimeJoin(
            Database database, FeatureDefinitions definitions, SourcePathResolver place) {
        this.database = database;
        this.definitions = definitions;
        this.place = place;
    }

    /// Blocks until the output is written. An existing output is kept until then.
    ///
    /// @throws ProblemException `feature-not-found`, `record-invalid` or `type-mismatch` if spine
    ///   and views do not fit, `source-unavailable` or `source-schema-mismatch` if sources cannot
    ///   be read, `cancelled` after [#cancel] or if the thread was interrupted
    public JoinReport run(JoinRequest request) {
        try (Session session = database.connect();
                Session writing = database.connect()) {
            session.countProgress();
            var statements = new CancellableStatements(session);
            underWay = statements;
            JoinPlan plan = JoinPlan.of(request.views(), definitions);
            progress = new Progress(0, plan.stored().size() + plan.computed().size() + 2);
            var run =
                    new Run(statements, writing, request, plan, "join " + UUID.randomUUID() + " ");
            try {
                return run.run();
            } finally {
                underWay = null;
                run.clear();
            }
        }
    }

    /// The reason why a view cannot be joined to a spine; empty if it can.
    ///
    /// @throws ProblemException `source-unavailable` if the spine cannot be read
    public Optional<Problem> findMisfit(Spine spine, JoinedView view) {
        try (Session session = database.connect()) {
            SpineTable table = SpineTable.describe(new CancellableStatements(session), spine, "");
            require(table, JoinPlan.of(List.of(view), definitions));
            return Optional.empty();
        } catch (ProblemException misfit) {
            if (MISFITS.contains(misfit.problem().code())) {
                return Optional.of(misfit.problem());
            }
            throw misfit;
        }
    }

    /// Checks that the spine has the required columns.
    private void require(SpineTable spine, JoinPlan plan) {
        for (JoinedView joined : plan.stored()) {
            FeatureView view = joined.requireView(definitions);
            for (EntityName name : view.keys().keySet()) {
                Entity entity = definitions.entity(name);
                spine.requireKey(joined.use().field(entity.key()), entity);
            }
        }
        for (JoinPlan.Computed computed : plan.computed()) {
            for (JoinPlan.Input input : computed.fields().values()) {
                spine.requireInput(input, computed.view().view().reference());
            }
        }
    }

    /// Cancels a join in progress. Thread-safe.
    public void cancel() {
        CancellableStatements statements = underWay;
        if (statements != null) {
            statements.cancel();
        }
    }

    /// Approximate progress from 0 to 1. Thread-safe.
    public double progress() {
        Progress now = progress;
        CancellableStatements statements = underWay;
        double within = statements == null ? 0 : Math.max(0, statements.session().progress());
        return Math.min(1, (now.done + within) / now.steps);
    }

    /// Execution of one join.
    private final class Run {
        private final CancellableStatements statements;
        private final Session writing;
        private final JoinRequest request;
        private final JoinPlan plan;
        private final String prefix;
        private final List<JoinedTable> stored = new ArrayList<>();
        private final List<JoinedTable> computed = new ArrayList<>();
        private final List<JoinReport.ViewReport> reports = new ArrayList<>();

        Run(
                CancellableStatements statements,
                Session writing,
                JoinRequest request,
                JoinPlan plan,
                String prefix) {
            this.statements = statements;
            this.writing = writing;
            this.request = request;
            this.plan = plan;
            this.prefix = prefix;
        }

        JoinReport run() {
            SpineTable spine =
                    SpineTable.describe(
                            statements, request.spine(), Sql.identifier(prefix + "spine"));
            JoinedView.requireDifferentColumns(spine.columnNames(), request.views());
            require(spine, plan);
            long rows = spine.load();
            done();
            for (JoinedView joined : plan.stored()) {
                join(spine, joined);
                done();
            }
            for (JoinPlan.Computed computation : plan.computed()) {
                compute(spine, computation);
                done();
            }
            write(spine);
            done();
            return new JoinReport(rows, reports);
        }

        private void done() {
            progress = new Progress(progress.done + 1, progress.steps);
        }

        private void join(SpineTable spine, JoinedView joined) {
            FeatureView view = joined.requireView(definitions);
            List<Feature> features = joined.requireFeatures(view);
            ViewRelation relation = ViewRelation.of(statements.session(), view, definitions, place);
            reports.add(count(joined, relation));
            String own = prefix + reports.size() + " ";
            String keyed = Sql.identifier(own + "keyed");
            List<String> fields =
                    view.keys().keySet().stream()
                            .map(name -> joined.use().field(definitions.entity(name).key()))
                            .toList();
            spine.keyed(keyed, fields, relation.keys());
            String values =
                    view.isWindowed()
                            ? new WindowAggregateJoin(
                                            statements, writing, relation, definitions, keyed, own)
                                    .join(features)
                            : new LatestValueJoin(statements, relation, keyed, own).join(features);
            stored.add(new JoinedTable(values, "j" + stored.size(), features));
        }

        private void compute(SpineTable spine, JoinPlan.Computed computation) {
            String values =
                    new OnDemandJoin(statements, writing, spine, computation, stored)
                            .join(prefix + "computed " + computed.size());
            computed.add(new JoinedTable(values, "c" + computed.size(), List.of()));
        }

        private JoinReport.ViewReport count(JoinedView joined, ViewRelation relation) {
            List<Long> counts =
                    statements.numbers(
                            "reading source " + relation.view().source(),
                            "SELECT count(*), count(*) FILTER (NOT ("
                                    + relation.isEvent()
                                    + ")) FROM "
                                    + relation.sql(),
                            2);
            return new JoinReport.ViewReport(joined.name(), counts.get(0), counts.get(1));
        }

        private String output(JoinPlan.Output output) {
            JoinedTable table = table(output);
            String value =
                    switch (output) {
                        case JoinPlan.Output.Stored of -> table.value(of.from().feature());
                        case JoinPlan.Output.Computed of -> table.column(of.feature());
                    };
            return value + " AS " + Sql.identifier(output.column());
        }

        private JoinedTable table(JoinPlan.Output output) {
            return switch (output) {
                case JoinPlan.Output.Stored of -> stored.get(of.from().join());
                case JoinPlan.Output.Computed of -> computed.get(of.computation());
            };
        }

        private void write(SpineTable spine) {
            List<String> columns = new ArrayList<>();
            spine.columnNames().forEach(name -> columns.add("s." + Sql.identifier(name)));
            plan.outputs().forEach(output -> columns.add(output(output)));
            Path output = request.output().toAbsolutePath();
            Path part = output.resolveSibling(output.getFileName() + ".part");
            String select =
                    "SELECT "
                            + String.join(", ", columns)
                            + " FROM "
                            + spine.table()
                            + " s"
                            + joins()
                            + " ORDER BY s.\"#row\"";
            try {
                request.format().write(statements, "writing " + output, select, part);
                move(part, output);
            } catch (ProblemException failure) {
                throw failure.problem().code() == ProblemCode.SOURCE_UNAVAILABLE
                        ? unwritten(failure)
                        : failure;
            } finally {
                delete(part);
            }
        }

        /// The problem of a failed write, whose remedy differs from that of a read.
        private ProblemException unwritten(ProblemException failure) {
            return new ProblemException(
                    Problem.of(
                            ProblemCode.SOURCE_UNAVAILABLE,
                            failure.problem().message(),
                            "name a file in a folder that is there, can be written, and has room"),
                    failure);
        }

        private String joins() {
            return plan.outputs().stream()
                    .map(this::table)
                    .distinct()
                    .map(JoinedTable::join)
                    .collect(Collectors.joining());
        }

        /// Drops the created tables.
        void clear() {
            new FileSchemaReader(writing)
                    .tables(prefix)
                    .forEach(table -> writing.execute("DROP TABLE " + Sql.identifier(table)));
        }
    }

    private static void move(Path part, Path output) {
        try {
            Files.move(part, output, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of(
                            ProblemCode.SOURCE_UNAVAILABLE,
                            "the output " + output + " cannot be written: " + e.getMessage(),
                            "name a file in a folder that can be written"),
                    e);
        }
    }

    private static void delete(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of(
                            ProblemCode.SOURCE_UNAVAILABLE,
                            part + " cannot be deleted: " + e.getMessage(),
                            "delete it"),
                    e);
        }
    }
}
