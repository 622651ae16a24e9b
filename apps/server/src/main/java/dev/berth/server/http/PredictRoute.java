package dev.berth.server.http;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.record.PartialRequest;
import dev.berth.protocol.record.PredictBodyFormat;
import dev.berth.protocol.record.RecordReader;
import dev.berth.protocol.record.RecordRequest;
import dev.berth.protocol.record.RecordWriter;
import dev.berth.server.inference.ModelTarget;
import dev.berth.server.inference.OffloadPolicy;
import dev.berth.server.inference.PredictionResultHandler;
import dev.berth.server.inference.RequestReaderCache;
import dev.berth.server.telemetry.RequestInfo.Purpose;
import dev.berth.serving.request.Lease;
import dev.berth.serving.request.Prediction;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// `POST /v1/models/{model}[/versions/{version}]:predict` and `POST
/// /v1/endpoints/{endpoint}:predict`: records as the signature names them, and the forms of KServe
/// v1 and TensorFlow Serving.
final class PredictRoute {
    /// What TensorFlow Serving and KServe let callers do with a model besides predicting.
    private static final List<String> OTHER_VERBS = List.of(":classify", ":regress", ":explain");

    private final HttpServerHandler server;
    private final RequestReaderCache codecs;

    PredictRoute(HttpServerHandler server, RequestReaderCache codecs) {
        this.server = server;
        this.codecs = codecs;
    }

    /// Of models, with and without a version, and of endpoints. Their operations in the OpenAPI
    /// document are typed, one for each model and endpoint.
    List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        for (String model :
                List.of("/v1/models/{model}", "/v1/models/{model}/versions/{version}")) {
            routes.add(route(model + ":predict", this::answerModel));
            for (String verb : OTHER_VERBS) {
                routes.add(UnknownRoutes.notOffered(model + verb, "a verb other than :predict"));
            }
        }
        routes.add(route("/v1/endpoints/{endpoint}:predict", this::answerEndpoint));
        return routes;
    }

    private static Route route(String path, Route.Handler handler) {
        return Route.post(path, RouteAuthorizer::callersOwnPage, handler).with(Purpose.PREDICTION);
    }

    /// Whether the request is for an endpoint, otherwise for a model.
    static boolean isOfEndpoint(HttpServerExchange exchange) {
        return !exchange.match().value("endpoint").isEmpty();
    }

    private void answerModel(HttpServerExchange exchange, ByteBuffer body) {
        OptionalLong deadline = Timeout.of(exchange.request(), Map.of()).deadlineNanos(exchange);
        server.predictions()
                .acquireModel(
                        server.loop(),
                        ModelTarget.of(
                                exchange.match().value("model"), exchange.match().value("version")),
                        exchange.onLease(
                                () -> deadline, lease -> answer(exchange, deadline, body, lease)));
    }

    private void answerEndpoint(HttpServerExchange exchange, ByteBuffer body) {
        OptionalLong deadline = Timeout.of(exchange.request(), Map.of()).deadlineNanos(exchange);
        server.predictions()
                .acquireEndpoint(
                        endpoint(exchange.match().value("endpoint")),
                        exchange.onLease(
                                () -> deadline, lease -> answer(exchange, deadline, body, lease)));
    }

    private void answer(
            HttpServerExchange exchange, OptionalLong deadline, ByteBuffer body, Lease lease) {
        exchange.setModel(lease.model());
        RecordReader reader = codecs.record(lease);
        boolean isPartial;
        CloudEventMode event;
        try {
            isPartial = PartialFailureResponse.isWanted(exchange);
            event = CloudEventMode.of(exchange.request());
            if (isPartial && event != CloudEventMode.NONE) {
                throw new ProblemException(
                        ProblemCode.PARAMETER_INVALID,
                        "partial is true for a CloudEvent (expected: a request by itself)",
                        "leave partial out, or send the request as application/json");
            }
        } catch (RuntimeException | Error e) {
            lease.close();
            throw e;
        }
        if (isPartial) {
            read(
                    exchange,
                    OffloadPolicy.isLongToReadEach(body.remaining()),
                    lease,
                    () -> readEach(reader, body),
                    request ->
                            PartialFailureResponse.submit(
                                    server, exchange, deadline, request, lease),
                    PartialRequest::close);
        } else {
            read(
                    exchange,
                    OffloadPolicy.isLongToRead(body.remaining(), body.remaining()),
                    lease,
                    () -> read(reader, event.data(body)),
                    request -> submit(exchange, deadline, request, event, lease),
                    RecordRequest::close);
        }
    }

    /// Reads the request here, or elsewhere if that takes long.
    ///
    /// @param isLong whether it does
    /// @param giveUp closes what was read and is not wanted any more
    private static <T> void read(
            HttpServerExchange exchange,
            boolean isLong,
            Lease lease,
            Supplier<T> read,
            Consumer<T> submit,
            Consumer<T> giveUp) {
        if (isLong) {
            exchange.readOnWorker(read::get, lease, submit, giveUp);
            return;
        }
        try {
            submit.accept(read.get());
        } catch (RuntimeException | Error e) {
            lease.close();
            throw e;
        }
    }

    private static PartialRequest readEach(RecordReader reader, ByteBuffer body) {
        return reader.readEach(
                body.array(), body.arrayOffset() + body.position(), body.remaining());
    }

    private static RecordRequest read(RecordReader reader, ByteBuffer body) {
        return reader.read(body.array(), body.arrayOffset() + body.position(), body.remaining());
    }

    /// Takes over the request; the lease only if it returns.
    private void submit(
            HttpServerExchange exchange,
            OptionalLong deadline,
            RecordRequest request,
            CloudEventMode event,
            Lease lease) {
        try {
            server.predictions().requireAnswerable(lease, request.groups());
            exchange.countRecords(lease, request.groups());
        } catch (RuntimeException | Error e) {
            request.close();
            throw e;
        }
        int bytesMax = server.predictions().answerBytesMax();
        var answer =
                new Answer(
                        exchange,
                        lease.signature(),
                        request.form(),
                        event,
                        event == CloudEventMode.NONE ? "" : server.predictions().nextRequestId(),
                        lease.model().name().value(),
                        bytesMax);
        List<NamedTensors> groups =
                isOfEndpoint(exchange) ? recordByRecord(request.groups()) : request.groups();
        if (groups.isEmpty()) {
            lease.close();
            answer.predicted(List.of());
            return;
        }
        var pending =
                server.predictions()
                        .submit(server.loop(), lease, exchange, groups, deadline, answer);
        exchange.cancelOnHangUp(pending);
    }

    /// The records of an endpoint's request, each on its own: their answers may differ in shape.
    ///
    /// @param groups are taken over
    private static List<NamedTensors> recordByRecord(List<NamedTensors> groups) {
        List<NamedTensors> records = new ArrayList<>();
        for (NamedTensors group : groups) {
            int rows = group.tensor(0).rows();
            if (rows == 1) {
                records.add(group);
                continue;
            }
            try (group) {
                for (int row = 0; row < rows; row++) {
                    records.add(group.row(row));
                }
            }
        }
        return records;
    }

    private static EndpointName endpoint(String name) {
        try {
            return new EndpointName(name);
        } catch (ProblemException notAName) {
            throw new ProblemException(
                    ProblemCode.ENDPOINT_NOT_FOUND,
                    "no endpoint '" + SanitizedText.of(name) + "'",
                    "name one that GET /v1/endpoints lists");
        }
    }

    /// Writes the predictions as records in the form of the request, in an event if that was.
    ///
    /// @param eventId empty if it is no event
    private record Answer(
            HttpServerExchange exchange,
            Signature signature,
            PredictBodyFormat form,
            CloudEventMode event,
            String eventId,
            String model,
            int bytesMax)
            implements PredictionResultHandler {
        @Override
        public void predicted(List<Prediction> predictions) {
            ResponseVersionHeaders.write(exchange, predictions);
            event.writeHeaders(exchange, eventId, model);
            if (OffloadPolicy.isLongToWrite(predictions)) {
                exchange.writeOnWorker(
                        () -> write(predictions),
                        body -> exchange.answer(event.answerType(), body));
                return;
            }
            try {
                exchange.answer(event.answerType(), write(predictions));
            } catch (RuntimeException | Error e) {
                exchange.fail(e);
            }
        }

        private ByteSink write(List<Prediction> predictions) {
            try {
                List<NamedTensors> outputs = predictions.stream().map(Prediction::outputs).toList();
                var sink = new ByteSink(512, bytesMax);
                event.begin(eventId, model, sink);
                RecordWriter.write(signature, form, outputs, sink);
                event.end(sink);
                return sink;
            } finally {
                predictions.forEach(Prediction::close);
            }
        }

        @Override
        public void failed(Problem problem) {
            exchange.fail(problem);
        }
    }
}
