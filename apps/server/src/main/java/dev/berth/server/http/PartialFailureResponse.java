package dev.berth.server.http;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.record.PartialRequest;
import dev.berth.protocol.record.RecordWriter;
import dev.berth.server.inference.OffloadPolicy;
import dev.berth.server.inference.PartialResultHandler;
import dev.berth.serving.request.Lease;
import dev.berth.serving.request.Prediction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The answer to `:predict?partial=true`: each record stands for itself, and one that has faults,
/// fails or is late costs none of the others their answers.
final class PartialFailureResponse implements PartialResultHandler {
    private static final String PARAMETER = "partial";

    private final HttpServerExchange exchange;
    private final Signature signature;
    private final Map<Integer, Problem> faulty = new HashMap<>();
    private final List<Integer> sent = new ArrayList<>();
    private final int count;
    private final int bytesMax;

    private PartialFailureResponse(
            HttpServerExchange exchange, Signature signature, int count, int bytesMax) {
        this.bytesMax = bytesMax;
        this.exchange = exchange;
        this.signature = signature;
        this.count = count;
    }

    /// Whether the request allows partial failure.
    ///
    /// @throws ProblemException `parameter-invalid` if it says neither
    static boolean isWanted(HttpServerExchange exchange) {
        String query = exchange.request().query();
        if (query == null || query.isEmpty()) {
            return false;
        }
        for (String parameter : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            String name = equals < 0 ? parameter : parameter.substring(0, equals);
            if (name.equals(PARAMETER)) {
                return truth(equals < 0 ? "" : parameter.substring(equals + 1));
            }
        }
        return false;
    }

    private static boolean truth(String value) {
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default ->
                    throw new ProblemException(
                            ProblemCode.PARAMETER_INVALID,
                            "partial is '"
                                    + SanitizedText.of(value)
                                    + "' (expected: true or false)",
                            "correct it, or leave it out");
        };
    }

    /// Sends what can be answered. Takes over the request; the lease only if it returns.
    static void submit(
            HttpServerHandler handler,
            HttpServerExchange exchange,
            OptionalLong deadline,
            PartialRequest request,
            Lease lease) {
        var answer =
                new PartialFailureResponse(
                        exchange,
                        lease.signature(),
                        request.records().size(),
                        handler.predictions().answerBytesMax());
        List<NamedTensors> groups = answer.groups(request);
        if (groups.isEmpty()) {
            lease.close();
            answer.predictedInPart(List.of(), Map.of());
            return;
        }
        try {
            handler.predictions().requireAnswerable(lease, groups);
            exchange.countRecords(lease, groups);
        } catch (RuntimeException | Error e) {
            request.close();
            throw e;
        }
        var pending =
                handler.predictions()
                        .submit(handler.loop(), lease, exchange, groups, deadline, answer);
        exchange.cancelOnHangUp(pending);
    }

    private List<NamedTensors> groups(PartialRequest request) {
        List<NamedTensors> groups = new ArrayList<>();
        for (int i = 0; i < request.records().size(); i++) {
            switch (request.records().get(i)) {
                case PartialRequest.Valid(NamedTensors tensors) -> {
                    groups.add(tensors);
                    sent.add(i);
                }
                case PartialRequest.Invalid(Problem problem) -> faulty.put(i, problem);
            }
        }
        return groups;
    }

    @Override
    public void predictedInPart(
            List<@Nullable Prediction> predictions, Map<Integer, Problem> problems) {
        List<Prediction> made = predictions.stream().filter(Objects::nonNull).toList();
        ResponseVersionHeaders.write(exchange, made);
        Map<Integer, Problem> all = new HashMap<>(faulty);
        problems.forEach((group, problem) -> all.put(sent.get(group), problem));
        if (OffloadPolicy.isLongToWrite(count, made)) {
            exchange.writeOnWorker(
                    () -> write(predictions, all),
                    body -> exchange.answer(HttpServerExchange.JSON, body));
            return;
        }
        try {
            exchange.answer(HttpServerExchange.JSON, write(predictions, all));
        } catch (RuntimeException | Error e) {
            exchange.fail(e);
        }
    }

    private ByteSink write(List<@Nullable Prediction> predictions, Map<Integer, Problem> problems) {
        try {
            @Nullable NamedTensors[] records = new NamedTensors[count];
            for (int i = 0; i < predictions.size(); i++) {
                Prediction prediction = predictions.get(i);
                if (prediction != null) {
                    records[sent.get(i)] = prediction.outputs();
                }
            }
            var sink = new ByteSink(512, bytesMax);
            RecordWriter.writePartial(signature, Arrays.asList(records), problems, sink);
            return sink;
        } finally {
            predictions.stream().filter(Objects::nonNull).forEach(Prediction::close);
        }
    }

    @Override
    public void failed(Problem problem) {
        exchange.fail(problem);
    }
}
