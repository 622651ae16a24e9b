package dev.berth.server.http;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.SessionPosition;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.oip.InferRequest;
import dev.berth.protocol.oip.InferRequestReader;
import dev.berth.protocol.oip.InferRequestValidator;
import dev.berth.protocol.oip.InferResponse;
import dev.berth.protocol.oip.InferResponseWriter;
import dev.berth.protocol.oip.SequenceParameters;
import dev.berth.protocol.openapi.OipSchemas;
import dev.berth.protocol.openapi.OpenApiOperation;
import dev.berth.server.inference.ModelTarget;
import dev.berth.server.inference.OffloadPolicy;
import dev.berth.server.inference.PredictionResultHandler;
import dev.berth.server.inference.RequestReaderCache;
import dev.berth.server.telemetry.RequestInfo.Purpose;
import dev.berth.serving.request.Lease;
import dev.berth.serving.request.Prediction;
import io.vertx.core.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// `POST /v2/models/{model}[/versions/{version}]/infer`.
final class InferRoute {
    private static final CharSequence JSON_LENGTH =
            HttpHeaders.createOptimized("inference-header-content-length");
    static final CharSequence BYTES = HttpHeaders.createOptimized("application/octet-stream");

    private static final String SUMMARY = "Inference on tensors";

    private final HttpServerHandler handler;
    private final RequestReaderCache codecs;

    InferRoute(HttpServerHandler handler, RequestReaderCache codecs) {
        this.handler = handler;
        this.codecs = codecs;
    }

    /// Both forms of the route.
    List<Route> routes() {
        return List.of(
                route("/v2/models/{model}/infer", "v2.models.model.infer"),
                route(
                        "/v2/models/{model}/versions/{version}/infer",
                        "v2.models.model.versions.version.infer"));
    }

    private Route route(String path, String id) {
        return Route.post(path, RouteAuthorizer::callersOwnPage, this::answer)
                .withV2Errors()
                .with(Purpose.PREDICTION)
                .with(
                        OpenApiOperation.post(id, V2Routes.OIP_TAG, SUMMARY)
                                .takes(OipSchemas.INFER_REQUEST)
                                .answers(OipSchemas.INFER_RESPONSE, SUMMARY)
                                .fails(OipSchemas.ERROR));
    }

    /// Answers one request.
    void answer(HttpServerExchange exchange, ByteBuffer body) {
        handler.predictions()
                .acquire(
                        handler.loop(),
                        ModelTarget.of(
                                exchange.match().value("model"), exchange.match().value("version")),
                        exchange.onLease(
                                () -> deadlineBeforeReading(exchange, body),
                                lease -> answer(exchange, body, lease)));
    }

    /// The body is read with the lease, so that its timeout parameter is parsed separately if the
    /// lease must be waited for.
    private static OptionalLong deadlineBeforeReading(
            HttpServerExchange exchange, ByteBuffer body) {
        Timeout timeout = Timeout.of(exchange.request(), Map.of());
        if (timeout.millis().isEmpty()) {
            timeout =
                    new Timeout(
                            InferRequestValidator.timeoutMillis(
                                    body.array(),
                                    body.arrayOffset() + body.position(),
                                    body.remaining(),
                                    jsonLength(exchange, body)));
        }
        return timeout.deadlineNanos(exchange);
    }

    private void answer(HttpServerExchange exchange, ByteBuffer body, Lease lease) {
        exchange.setModel(lease.model());
        InferRequestReader reader = codecs.infer(lease);
        OptionalInt jsonLength;
        try {
            jsonLength = jsonLength(exchange, body);
            if (!OffloadPolicy.isLongToRead(
                    body.remaining(), jsonLength.orElse(body.remaining()))) {
                submit(exchange, read(reader, body, jsonLength), lease);
                return;
            }
        } catch (RuntimeException | Error e) {
            lease.close();
            throw e;
        }
        exchange.readOnWorker(
                () -> read(reader, body, jsonLength),
                lease,
                request -> submit(exchange, request, lease),
                InferRequest::close);
    }

    private static InferRequest read(
            InferRequestReader reader, ByteBuffer body, OptionalInt jsonLength) {
        return reader.read(
                body.array(), body.arrayOffset() + body.position(), body.remaining(), jsonLength);
    }

    /// Takes over the request; the lease only if it returns.
    private void submit(HttpServerExchange exchange, InferRequest request, Lease lease) {
        Timeout timeout;
        @Nullable SessionPosition session;
        try {
            session = session(exchange, request, lease);
            handler.predictions().requireAnswerable(lease, List.of(request.inputs()));
            exchange.countRecords(lease, List.of(request.inputs()));
            timeout = Timeout.of(exchange.request(), request.parameters());
        } catch (RuntimeException | Error e) {
            request.close();
            throw e;
        }
        request.id().ifPresent(exchange::nameIfUnnamed);
        Signature signature = lease.signature();
        var pending =
                handler.predictions()
                        .submit(
                                handler.loop(),
                                lease,
                                exchange,
                                List.of(request.inputs()),
                                timeout.deadlineNanos(exchange),
                                session,
                                new Answer(
                                        exchange,
                                        request,
                                        signature,
                                        handler.predictions().answerBytesMax()));
        exchange.cancelOnHangUp(pending);
    }

    private static @Nullable SessionPosition session(
            HttpServerExchange exchange, InferRequest request, Lease lease) {
        SessionPosition named = SequenceParameters.read(request.parameters());
        return named == null && lease.keepsState() ? exchange.request().session() : named;
    }

    private static OptionalInt jsonLength(HttpServerExchange exchange, ByteBuffer body) {
        return jsonLength(exchange.request().header(JSON_LENGTH), body.remaining());
    }

    private static OptionalInt jsonLength(@Nullable String header, int bodyLength) {
        if (header == null) {
            return OptionalInt.empty();
        }
        try {
            int length = Integer.parseInt(header.strip());
            if (length >= 0 && length <= bodyLength) {
                return OptionalInt.of(length);
            }
        } catch (NumberFormatException e) {
            // Refused below, like a number out of range.
        }
        throw new ProblemException(
                ProblemCode.REQUEST_MALFORMED,
                "Inference-Header-Content-Length is '"
                        + SanitizedText.of(header)
                        + "' (expected: 0 to "
                        + bodyLength
                        + ", the length of the body after decompression)",
                "send the number of bytes of the JSON that precedes the tensors");
    }

    /// Writes the prediction in the form that the request names.
    private record Answer(
            HttpServerExchange exchange, InferRequest request, Signature signature, int bytesMax)
            implements PredictionResultHandler {
        @Override
        public void predicted(List<Prediction> predictions) {
            Prediction prediction = predictions.getFirst();
            exchange.predicted(prediction.timings());
            WarningHeaders.write(exchange, predictions);
            if (isLong(predictions)) {
                exchange.writeOnWorker(() -> write(prediction), this::send);
                return;
            }
            try {
                send(write(prediction));
            } catch (RuntimeException | Error e) {
                exchange.fail(e);
            }
        }

        private boolean isLong(List<Prediction> predictions) {
            return request.binaryOutputByDefault()
                    ? OffloadPolicy.isLongToCopy(predictions)
                    : OffloadPolicy.isLongToWrite(predictions);
        }

        private Written write(Prediction prediction) {
            try (prediction) {
                NamedTensors outputs = prediction.outputs();
                var sink = new ByteSink(capacity(outputs), bytesMax);
                OptionalInt jsonLength =
                        InferResponseWriter.write(
                                InferResponse.to(request, prediction.model(), signature, outputs),
                                sink);
                return new Written(sink, jsonLength);
            }
        }

        private void send(Written written) {
            OptionalInt jsonLength = written.jsonLength();
            if (jsonLength.isPresent()) {
                exchange.header(JSON_LENGTH, Integer.toString(jsonLength.getAsInt()));
                exchange.answer(BYTES, written.body());
            } else {
                exchange.answer(HttpServerExchange.JSON, written.body());
            }
        }

        /// Near enough to grow at most once or twice: numbers in JSON take some three times their
        /// bytes.
        private static int capacity(NamedTensors outputs) {
            long bytes = 0;
            for (int i = 0; i < outputs.count(); i++) {
                bytes += outputs.tensor(i).byteCount();
            }
            return (int) Math.min(256 + 3 * bytes, 1 << 24);
        }

        @Override
        public void failed(Problem problem) {
            exchange.fail(problem);
        }
    }

    /// @param jsonLength how much of the body is JSON; empty if all is
    private record Written(ByteSink body, OptionalInt jsonLength) {}
}
