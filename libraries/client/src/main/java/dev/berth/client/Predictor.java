package dev.berth.client;

import dev.berth.client.wire.ModelPath;
import dev.berth.client.wire.OipGrpcCodec;
import dev.berth.client.wire.OipHttpCodec;
import dev.berth.client.wire.ProtocolCodec;
import dev.berth.client.wire.SignatureExchange;
import dev.berth.client.wire.TypedJsonCodec;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCategory;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.NamedTensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// Endpoint or model that a client calls. Thread-safe.
///
/// `predict` and `infer` wait for the value; `send` returns the [Call] with metadata of the
/// response. A record is a map from field names to values (text, numbers, booleans, `byte[]`, lists
/// and arrays of these), or a Java record with names in the [NameStyle]. Several records form one
/// request.
public final class Predictor {
    private final BerthClient client;
    private final ModelPath path;
    private final CallOptions options;
    private final Optional<RecordFallback> fallback;
    private final RecordFields fields;

    Predictor(
            BerthClient client,
            ModelPath path,
            CallOptions options,
            Optional<RecordFallback> fallback,
            RecordFields fields) {
        this.client = client;
        this.path = path;
        this.options = options;
        this.fallback = fallback;
        this.fields = fields;
    }

    /// Copy with other call options.
    public Predictor with(CallOptions other) {
        return new Predictor(client, path, other, fallback, fields);
    }

    public CallOptions options() {
        return options;
    }

    /// Copy with a fallback for records when no server responds in time. Tensors have no fallback.
    public Predictor orElse(RecordFallback other) {
        return new Predictor(client, path, options, Optional.of(other), fields);
    }

    /// Predicts one record.
    ///
    /// @throws ProblemException the server's problem, or the reason for the missing response
    public Map<String, @Nullable Object> predict(Map<String, ?> input) {
        return send(input).value();
    }

    /// Predicts all records in one request.
    ///
    /// @throws ProblemException the server's problem, or the reason for the missing response
    public List<Map<String, @Nullable Object>> predict(List<? extends Map<String, ?>> inputs) {
        return send(inputs).value();
    }

    /// Predicts one Java record, with another as the response.
    ///
    /// @throws ProblemException the server's problem, the reason for the missing response, or
    ///   `type-mismatch` if it does not fit the record
    public <T extends Record> T predict(Record input, Class<T> answer) {
        return send(input, answer).value();
    }

    /// Predicts all Java records in one request.
    ///
    /// @throws ProblemException as for one record
    public <T extends Record> List<T> predictAll(List<? extends Record> inputs, Class<T> answer) {
        return sendAll(inputs, answer).value();
    }

    public Call<Map<String, @Nullable Object>> send(Map<String, ?> input) {
        return send(List.of(input)).map(List::getFirst);
    }

    public Call<List<Map<String, @Nullable Object>>> send(List<? extends Map<String, ?>> inputs) {
        ProtocolCodec<List<Map<String, @Nullable Object>>> exchange;
        try {
            exchange = new TypedJsonCodec(path, inputs);
        } catch (ProblemException e) {
            return Call.failed(e);
        }
        Call<List<Map<String, @Nullable Object>>> call = client.call(path, options, exchange);
        return fallback.map(some -> withFallback(call, some, inputs)).orElse(call);
    }

    public <T extends Record> Call<T> send(Record input, Class<T> answer) {
        return send(fields.write(input)).map(found -> RecordFields.read(found, answer));
    }

    public <T extends Record> Call<List<T>> sendAll(
            List<? extends Record> inputs, Class<T> answer) {
        return send(inputs.stream().map(fields::write).toList())
                .map(found -> found.stream().map(each -> RecordFields.read(each, answer)).toList());
    }

    /// Predicts tensors.
    ///
    /// @param inputs owned by the caller
    /// @return the outputs, which the caller closes
    /// @throws ProblemException the server's problem, or the reason for the missing response
    public NamedTensors infer(NamedTensors inputs) {
        Call<NamedTensors> call = send(inputs);
        try {
            return call.value();
        } catch (ProblemException e) {
            // After an interrupt the outputs may have arrived, or may still arrive.
            var _ = call.result().thenAccept(answer -> answer.value().close());
            throw e;
        }
    }

    /// Sends tensors.
    ///
    /// @param inputs read by this call and owned by the caller
    public Call<NamedTensors> send(NamedTensors inputs) {
        return client.call(
                path,
                options,
                switch (client.options().tensors()) {
                    case GRPC -> new OipGrpcCodec(path, inputs, client.pool());
                    case HTTP -> new OipHttpCodec(path, inputs, client.pool());
                });
    }

    /// The signature that a server reports: names, element types and shapes. Blocks.
    ///
    /// @throws ProblemException the server's problem, or the reason for the missing response
    public Signature signature() {
        return client.call(path, options, new SignatureExchange(path)).value();
    }

    private Call<List<Map<String, @Nullable Object>>> withFallback(
            Call<List<Map<String, @Nullable Object>>> call,
            RecordFallback some,
            List<? extends Map<String, ?>> inputs) {
        return call.with(
                call.result()
                        .exceptionallyCompose(
                                failure ->
                                        standsIn(failure)
                                                .map(problem -> callFallback(problem, some, inputs))
                                                .orElseGet(
                                                        () ->
                                                                CompletableFuture.failedFuture(
                                                                        failure))));
    }

    /// The problem, if a fallback may replace the response.
    private static Optional<Problem> standsIn(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        return cause instanceof ProblemException problem
                        && problem.problem().code().category() != ProblemCategory.CALLER
                ? Optional.of(problem.problem())
                : Optional.empty();
    }

    private CompletableFuture<CallResult<List<Map<String, @Nullable Object>>>> callFallback(
            Problem problem, RecordFallback some, List<? extends Map<String, ?>> inputs) {
        client.options().listener().onFallback(path.label(), problem.code());
        return CompletableFuture.supplyAsync(
                () -> {
                    List<Map<String, @Nullable Object>> answers = new ArrayList<>();
                    inputs.forEach(
                            input -> answers.add(new LinkedHashMap<>(some.answer(input, problem))));
                    return new CallResult<>(
                            answers,
                            List.of("fallback:" + problem.code().code()),
                            Optional.empty(),
                            Optional.empty(),
                            "",
                            0);
                },
                step -> Thread.ofVirtual().name("berth-fallback").start(step));
    }
}
