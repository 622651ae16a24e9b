package dev.berth.cli.evaluate;

import dev.berth.cli.target.IndexEntry;
import dev.berth.cli.target.LocalTarget;
import dev.berth.cli.target.ModelChoice;
import dev.berth.cli.target.PredictionTarget;
import dev.berth.core.ModelVersion;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.TensorPool;
import dev.berth.endpoint.Endpoint;
import dev.berth.endpoint.block.BlockAnswer;
import dev.berth.evaluation.subject.SubjectPackages;
import dev.berth.scoring.prediction.RecordPredictor;
import dev.berth.scoring.prediction.Subject;
import dev.berth.scoring.tensor.PredictedTensors;
import dev.berth.scoring.tensor.TensorPredictor;
import dev.berth.serving.Model;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Predictor of an evaluation over a prediction target, local or remote.
public final class TargetPredictor implements RecordPredictor {
    private final PredictionTarget target;
    private final ModelChoice choice;
    private final Subject subject;
    private final Optional<String> given;
    private final Signature signature;
    private final String modelSha256;

    /// @param given version that was asked for; empty for the one that answers
    private TargetPredictor(
            PredictionTarget target,
            ModelChoice choice,
            Subject subject,
            Optional<String> given,
            Signature signature,
            String modelSha256) {
        this.target = target;
        this.choice = choice;
        this.subject = subject;
        this.given = given;
        this.signature = signature;
        this.modelSha256 = modelSha256;
    }

    /// Finds the subject at a target.
    ///
    /// @param target outlives it
    /// @throws dev.berth.core.ProblemException if the target has no such model or endpoint
    public static TargetPredictor of(PredictionTarget target, Subject subject) {
        ModelChoice choice = choice(subject);
        Signature signature = target.signature(choice);
        Optional<String> version = version(target, subject);
        return new TargetPredictor(
                target,
                choice,
                new Subject(subject.kind(), subject.name(), version.orElse(subject.version())),
                choice.version().map(ModelVersion::value),
                signature,
                target instanceof LocalTarget local
                        ? SubjectPackages.find(
                                        local.berth().serving().snapshot(),
                                        new Subject(
                                                subject.kind(), subject.name(), version.orElse("")))
                                .map(SubjectPackages::digest)
                                .orElse("")
                        : "");
    }

    /// The version that is ready; of several the last.
    private static Optional<String> version(PredictionTarget target, Subject subject) {
        return target.index().stream()
                .filter(entry -> entry.model().equals(subject.name()) && entry.isReady())
                .map(IndexEntry::version)
                .filter(
                        Predicate.<String>isEqual(subject.version())
                                .or(_ -> subject.version().isEmpty()))
                .reduce((_, last) -> last);
    }

    @Override
    public String currentVersion() {
        return version(target, new Subject(subject.kind(), subject.name(), given.orElse("")))
                .orElse(subject.version());
    }

    /// The subject as a command line names it.
    static ModelChoice choice(Subject subject) {
        return ModelChoice.parse(subject.toString());
    }

    @Override
    public Subject subject() {
        return subject;
    }

    @Override
    public String modelSha256() {
        return modelSha256;
    }

    @Override
    public Signature signature() {
        return signature;
    }

    @Override
    public List<Map<String, @Nullable Object>> predict(
            List<Map<String, @Nullable Object>> records) {
        return target.predict(choice, records);
    }

    /// The model, if it is in this process.
    private Optional<Model> model() {
        return target instanceof LocalTarget local && !local.isEndpoint(choice)
                ? Optional.of(local.model(choice))
                : Optional.empty();
    }

    /// The endpoint, if it is in this process.
    private Optional<Endpoint> endpoint() {
        return target instanceof LocalTarget local && local.isEndpoint(choice)
                ? Optional.of(local.berth().endpoint(choice.name().value()))
                : Optional.empty();
    }

    @Override
    public OptionalInt rowsInFlightMax() {
        return endpoint()
                .map(Endpoint::blockRowsInFlightMax)
                .orElseGet(() -> model().stream().mapToInt(Model::recordsInFlightMax).findFirst());
    }

    @Override
    public int executionRows() {
        return model().map(Model::recordsPerExecutionMax).orElse(1);
    }

    @Override
    public Optional<TensorPredictor> tensors() {
        if (!(target instanceof LocalTarget local)) {
            return Optional.empty();
        }
        TensorPool pool = local.berth().serving().pool();
        Optional<TensorPredictor> blocks =
                endpoint().map(endpoint -> new EndpointTensors(endpoint, pool));
        return blocks.or(() -> model().map(model -> new ModelTensors(model, pool)));
    }

    /// Tensors of a model in this process.
    private record ModelTensors(Model model, TensorPool pool) implements TensorPredictor {
        @Override
        public PredictedTensors predict(NamedTensors inputs) {
            return PredictedTensors.of(model.predictTensors(inputs).outputs());
        }
    }

    /// Tensors of an endpoint in this process.
    private record EndpointTensors(Endpoint endpoint, TensorPool pool) implements TensorPredictor {
        @Override
        public PredictedTensors predict(NamedTensors inputs) {
            BlockAnswer answer = endpoint.predictBlock(inputs);
            return new PredictedTensors(answer.outputs(), answer.left());
        }
    }
}
