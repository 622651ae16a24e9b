package dev.berth.server.grpc;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.proto.feast.serving.GetFeastServingInfoRequest;
import dev.berth.proto.feast.serving.GetFeastServingInfoResponse;
import dev.berth.proto.feast.serving.GetOnlineFeaturesRequest;
import dev.berth.proto.feast.serving.GetOnlineFeaturesResponse;
import dev.berth.proto.feast.serving.ServingServiceProto;
import dev.berth.protocol.feature.FeastMessages;
import dev.berth.protocol.feature.FeatureAsk;
import dev.berth.server.access.Allowance;
import dev.berth.server.feature.FeastAnswer;
import dev.berth.server.feature.FeatureReading;
import dev.berth.server.feature.SelectedFeatures;
import dev.berth.server.predict.EventLoop;
import dev.berth.server.predict.OffLoop;
import org.jspecify.annotations.Nullable;

/// `feast.serving.ServingService`, by which Feast's clients read features.
final class FeastService {
    private static final String NAME = "feast.serving.ServingService";
    private static final String READ = "GetOnlineFeatures";
    private static final String PATH = NAME + "/" + READ;
    private static final long NO_TIMER = -1;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private static final Problem STOPPING =
            Problem.of(
                    ProblemCode.DRAINING,
                    "the server is stopping",
                    "send requests to another replica");

    private static final Problem LATE =
            Problem.of(
                    ProblemCode.DEADLINE_EXCEEDED,
                    "the store had not answered within the time that the call allows",
                    "allow more time, or look at how long the store takes");

    private final EventLoop loop;
    private final GrpcSurroundings surroundings;
    private final FeatureReading reading;
    private final Methods methods;

    FeastService(
            EventLoop loop,
            GrpcSurroundings surroundings,
            FeatureReading reading,
            Methods methods) {
        this.loop = loop;
        this.surroundings = surroundings;
        this.reading = reading;
        this.methods = methods;
    }

    /// Adds its methods.
    void add() {
        methods.describe(ServingServiceProto.getDescriptor().findServiceByName("ServingService"));
        methods.<GetFeastServingInfoRequest, GetFeastServingInfoResponse>add(
                NAME,
                "GetFeastServingInfo",
                GetFeastServingInfoRequest.getDefaultInstance(),
                Charge.CALL,
                call -> request -> call.end(info()));
        methods.<GetOnlineFeaturesRequest, GetOnlineFeaturesResponse>add(
                NAME,
                READ,
                GetOnlineFeaturesRequest.getDefaultInstance(),
                Charge.CALL,
                Reading::new);
    }

    private GetFeastServingInfoResponse info() {
        return GetFeastServingInfoResponse.newBuilder().setVersion(surroundings.version()).build();
    }

    /// One call, reported once however it ends.
    private final class Reading implements Conversation<GetOnlineFeaturesRequest> {
        private final GuardedCall<GetOnlineFeaturesRequest, GetOnlineFeaturesResponse> call;
        private @Nullable CallFacts facts;
        private long timer = NO_TIMER;
        private boolean over;

        Reading(GuardedCall<GetOnlineFeaturesRequest, GetOnlineFeaturesResponse> call) {
            this.call = call;
        }

        @Override
        public void take(GetOnlineFeaturesRequest message) {
            long bytes = call.claim();
            facts = CallFacts.beginFeatures(surroundings, PATH, call);
            if (surroundings.traffic().isStopping()) {
                throw STOPPING.asException();
            }
            int length = (int) Math.min(bytes, Integer.MAX_VALUE);
            if (OffLoop.isLongToRead(length, length)) {
                loop.elsewhere(
                        () -> FeastMessages.read(message),
                        ask -> call.run(() -> read(message, ask)),
                        this::fail);
            } else {
                read(message, FeastMessages.read(message));
            }
        }

        private void read(GetOnlineFeaturesRequest message, FeatureAsk ask) {
            call.access().requireMayRead(ask.service());
            call.access().countRecords(Allowance.NONE, ask.rows());
            SelectedFeatures wanted = reading.select(ask);
            var answer = new FeastAnswer(ask, wanted);
            reading.read(
                    ask,
                    wanted,
                    found -> answer.message(message, found),
                    this::succeed,
                    this::fail);
            if (!over && call.deadlineNanos().isPresent()) {
                long left = call.deadlineNanos().getAsLong() - System.nanoTime();
                // Rounded up, so that it is not early.
                timer =
                        methods.vertx()
                                .setTimer(
                                        Math.max(0, left) / NANOS_PER_MILLI + 1,
                                        id -> fail(LATE.asException()));
            }
        }

        private void succeed(GetOnlineFeaturesResponse answer) {
            CallFacts asked = end();
            if (asked != null) {
                asked.succeeded(
                        answer,
                        traceresponse -> {
                            call.tellTrace(traceresponse);
                            call.end(answer);
                        });
            }
        }

        private void fail(Throwable failure) {
            CallFacts asked = end();
            if (asked != null) {
                String what = "request " + asked.requestId();
                Problem problem = Statuses.problem(failure, what);
                asked.failed(
                        problem,
                        traceresponse -> {
                            call.tellTrace(traceresponse);
                            call.fail(problem, what);
                        });
            }
        }

        /// What is to be reported; null if it was, or there is nothing.
        private @Nullable CallFacts end() {
            if (over) {
                return null;
            }
            over = true;
            if (timer != NO_TIMER) {
                methods.vertx().cancelTimer(timer);
            }
            return facts;
        }

        @Override
        public void failed(Problem problem) {
            if (facts == null) {
                facts = CallFacts.beginFeatures(surroundings, PATH, call);
            }
            CallFacts asked = end();
            if (asked != null) {
                asked.failed(problem, traceresponse -> {});
            }
        }

        @Override
        public void over() {
            if (facts != null) {
                CallFacts asked = end();
                if (asked != null) {
                    asked.failed(InferCalls.CANCELLED, traceresponse -> {});
                }
            }
        }
    }
}
