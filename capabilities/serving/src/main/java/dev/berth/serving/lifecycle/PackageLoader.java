package dev.berth.serving.lifecycle;

import dev.berth.catalog.artifact.SystemArtifacts;
import dev.berth.core.LinkageProblem;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.system.ModelPackage;
import dev.berth.serving.execution.ModelInstance;
import dev.berth.serving.execution.PackageRevision;
import dev.berth.serving.loading.InstanceLoader;
import dev.berth.serving.loading.LoadResult;
import dev.berth.serving.loading.TuningResolver;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Loads packages within the memory that models may hold. Thread-safe.
public final class PackageLoader {
    private static final Logger LOG = LoggerFactory.getLogger(PackageLoader.class);

    private final SystemArtifacts artifacts;
    private final InstanceLoader loader;
    private final TuningResolver tunings;
    private final MemoryBudget budget;
    private final Eviction eviction;
    private final InstanceReaper retired;

    public PackageLoader(
            SystemArtifacts artifacts,
            InstanceLoader loader,
            TuningResolver tunings,
            MemoryBudget budget,
            Eviction eviction,
            InstanceReaper retired) {
        this.artifacts = artifacts;
        this.loader = loader;
        this.tunings = tunings;
        this.budget = budget;
        this.eviction = eviction;
        this.retired = retired;
    }

    /// Loads, and has others evicted if there is no room.
    ///
    /// @throws NoRoom if requests hold all others, which may pass
    LoadResult load(PackageRevision wanted) throws NoRoom {
        try {
            Map<String, Path> files = artifacts.resolve(wanted.modelPackage()).files();
            ModelPackage tuned = tunings.applied(wanted);
            long bytes = loader.expectedBytes(tuned, files);
            if (budget.isTooMuch(bytes)) {
                return refused(budget.tooMuch(wanted.reference(), bytes));
            }
            try (MemoryBudget.Room room = budget.take(wanted.reference(), bytes, eviction)) {
                return load(wanted, tuned, files, room);
            }
        } catch (ProblemException e) {
            return refused(e.problem());
        } catch (RuntimeException | LinkageError e) {
            return broken(wanted, e);
        }
    }

    /// Loads if there is room.
    Optional<LoadResult> loadIfRoom(PackageRevision wanted) {
        try {
            Map<String, Path> files = artifacts.resolve(wanted.modelPackage()).files();
            ModelPackage tuned = tunings.applied(wanted);
            long bytes = loader.expectedBytes(tuned, files);
            if (budget.isTooMuch(bytes)) {
                return Optional.of(refused(budget.tooMuch(wanted.reference(), bytes)));
            }
            Optional<MemoryBudget.Room> free = budget.tryTake(bytes);
            if (free.isEmpty()) {
                return Optional.empty();
            }
            try (MemoryBudget.Room room = free.get()) {
                return Optional.of(load(wanted, tuned, files, room));
            }
        } catch (ProblemException e) {
            return Optional.of(refused(e.problem()));
        } catch (RuntimeException | LinkageError e) {
            return Optional.of(broken(wanted, e));
        }
    }

    private LoadResult load(
            PackageRevision wanted,
            ModelPackage tuned,
            Map<String, Path> files,
            MemoryBudget.Room room) {
        LoadResult loading = loader.load(wanted, tuned, files);
        if (loading instanceof LoadResult.Loaded(ModelInstance instance)) {
            long bytes = room.settle(instance, eviction);
            if (budget.isTooMuch(bytes)) {
                retired.add(instance);
                return refused(budget.tooMuch(wanted.reference(), bytes));
            }
        }
        return loading;
    }

    private static LoadResult refused(Problem problem) {
        return new LoadResult.Refused(problem, List.of());
    }

    private static LoadResult broken(PackageRevision wanted, Throwable failure) {
        LOG.error("model {} could not be loaded", wanted.reference(), failure);
        return refused(
                LinkageProblem.find(failure)
                        .map(LinkageProblem::of)
                        .orElseGet(
                                () ->
                                        Problem.of(
                                                ProblemCode.INTERNAL_ERROR,
                                                "could not be loaded: " + failure,
                                                "report this with the log")));
    }

    /// The memory budget has no room for a model at the moment.
    static final class NoRoom extends Exception {
        private static final long serialVersionUID = 1;

        private final transient Problem problem;

        NoRoom(Problem problem) {
            super(problem.sentence());
            this.problem = problem;
        }

        Problem problem() {
            return problem;
        }
    }
}
