package dev.berth.cards.interfaces;

import dev.berth.cards.assembly.DocumentContext;
import dev.berth.cards.document.CellText;
import dev.berth.cards.document.DataTable;
import dev.berth.cards.document.DocumentSubject;
import dev.berth.catalog.model.PackageEntry;
import dev.berth.core.ProblemCode;
import dev.berth.core.endpoint.Callee;
import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.core.endpoint.GraphStep;
import dev.berth.core.endpoint.Guard;
import dev.berth.core.endpoint.StepOperation;
import dev.berth.core.system.AccessRules;
import dev.berth.core.system.ModelPackage;
import dev.berth.core.system.RuntimeSettings.Isolation;
import dev.berth.protocol.ProblemMapping;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// The problems that a prediction of a model or endpoint can be answered with, as far as its
/// description decides: without consumers no caller is refused, without a guard no guard rejects.
final class AnswerProblems {
    /// Possible whatever the description says.
    private static final Set<ProblemCode> ALWAYS =
            EnumSet.of(
                    ProblemCode.REQUEST_MALFORMED,
                    ProblemCode.RECORD_INVALID,
                    ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                    ProblemCode.BODY_TOO_LARGE,
                    ProblemCode.BATCH_TOO_LARGE,
                    ProblemCode.PARAMETER_INVALID,
                    ProblemCode.DEADLINE_EXCEEDED,
                    ProblemCode.QUEUE_FULL,
                    ProblemCode.IN_FLIGHT_MEMORY_EXCEEDED,
                    ProblemCode.DRAINING,
                    ProblemCode.MODEL_NOT_READY,
                    ProblemCode.INFERENCE_FAILED,
                    ProblemCode.INTERNAL_ERROR);

    private final DocumentContext context;
    private final Set<ProblemCode> codes = EnumSet.copyOf(ALWAYS);

    private AnswerProblems(DocumentContext context) {
        this.context = context;
    }

    /// In the order of their declaration.
    static Set<ProblemCode> of(DocumentContext context) {
        var problems = new AnswerProblems(context);
        problems.codes.add(
                context.subject().kind() == DocumentSubject.Kind.ENDPOINT
                        ? ProblemCode.ENDPOINT_NOT_READY
                        : ProblemCode.MODEL_VERSION_NOT_FOUND);
        problems.addAccess();
        context.packages().packages().stream()
                .map(PackageEntry.Valid::modelPackage)
                .forEach(problems::addPackage);
        context.packages().endpoints().forEach(problems::addEndpoint);
        return problems.codes;
    }

    private void addAccess() {
        AccessRules access = context.snapshot().system().access();
        if (access.consumers().isEmpty()) {
            return;
        }
        codes.add(ProblemCode.UNAUTHENTICATED);
        codes.add(ProblemCode.FORBIDDEN);
        if (!access.issuers().isEmpty()) {
            codes.add(ProblemCode.TOKEN_ISSUER_UNAVAILABLE);
        }
        if (access.consumers().stream().anyMatch(consumer -> consumer.quota().isPresent())) {
            codes.add(ProblemCode.QUOTA_EXCEEDED);
        }
    }

    private void addPackage(ModelPackage modelPackage) {
        if (!modelPackage.encode().isEmpty() || !modelPackage.decode().isEmpty()) {
            codes.add(ProblemCode.PIPELINE_STEP_FAILED);
        }
        if (modelPackage.runtime().isolation() == Isolation.PROCESS) {
            codes.add(ProblemCode.WORKER_TERMINATED);
        }
        if (!modelPackage.features().inputs().isEmpty()
                && !context.packages().endpoints().isEmpty()) {
            addFeatures();
        }
    }

    private void addFeatures() {
        codes.add(ProblemCode.ONLINE_STORE_UNAVAILABLE);
        codes.add(ProblemCode.STORE_DAMAGED);
        codes.add(ProblemCode.FEATURE_NOT_FOUND);
    }

    private void addEndpoint(EndpointDescription endpoint) {
        for (Guard guard : endpoint.guards()) {
            switch (guard.response()) {
                case Guard.Reject reject -> codes.add(ProblemCode.GUARD_REJECTED);
                case Guard.Abstain abstain -> codes.add(ProblemCode.ABSTAINED);
                case Guard.FallBack fallBack -> codes.add(ProblemCode.ABSTAINED);
                case Guard.Replace replace -> {}
                case Guard.Clamp clamp -> {}
                case Guard.Omit omit -> {}
                case Guard.Answer answer -> {}
            }
            if (!guard.isFailOpen()) {
                codes.add(ProblemCode.GUARD_ERROR);
            }
        }
        for (GraphStep step : endpoint.graph().steps()) {
            if (step.breaker().isPresent()) {
                codes.add(ProblemCode.CIRCUIT_OPEN);
            }
            if (step.pattern() instanceof StepOperation.Features) {
                addFeatures();
            }
            if (step.pattern().callees().stream().anyMatch(Callee.Remote.class::isInstance)) {
                codes.add(ProblemCode.SERVER_UNREACHABLE);
            }
        }
    }

    /// The problems as a table.
    static DataTable table(Set<ProblemCode> codes) {
        List<List<CellText>> rows = new ArrayList<>();
        for (ProblemCode code : codes) {
            rows.add(
                    List.of(
                            CellText.code(code.code()),
                            CellText.of(Integer.toString(ProblemMapping.httpStatus(code))),
                            CellText.of(ProblemMapping.grpcStatus(code).name()),
                            CellText.sentence(code.meaning()),
                            CellText.sentence(code.remedy()),
                            CellText.of(code.isRetryable() ? "yes" : "no")));
        }
        return new DataTable(
                "Problems that a request can be answered with",
                List.of(
                        DataTable.text("Code"),
                        DataTable.text("HTTP"),
                        DataTable.text("gRPC"),
                        DataTable.text("Meaning"),
                        DataTable.text("Remedy"),
                        DataTable.text("Retry")),
                rows);
    }
}
