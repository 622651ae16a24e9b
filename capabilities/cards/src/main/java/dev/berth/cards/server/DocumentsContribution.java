package dev.berth.cards.server;

import dev.berth.cards.document.DocumentKind;
import dev.berth.cards.document.SystemDocument;
import dev.berth.cards.render.DocumentForm;
import dev.berth.charts.page.PageStyle;
import dev.berth.contribution.HttpRoute;
import dev.berth.contribution.Page;
import dev.berth.contribution.RouteAccess;
import dev.berth.contribution.RouteRequest;
import dev.berth.contribution.RouteResponse;
import dev.berth.contribution.ServerContribution;
import dev.berth.contribution.ServerServices;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.protocol.openapi.OpenApiOperation;
import dev.berth.serving.ModelServer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Contribution of documents to a server: `GET /v1/documents/{name}/{document}`, and the page
/// `/docs/document` to which `/docs` links.
///
/// Model cards and interface documents are for those who may call the model or endpoint. A
/// FactSheet names the consumers of the system, so it is for consumers that are not limited.
public final class DocumentsContribution implements ServerContribution {
    private static final String TAG = "Documents";

    @Override
    public String name() {
        return "documents";
    }

    @Override
    public List<HttpRoute> routes(ServerServices services) {
        var documents = new ServedDocuments(services.require(ModelServer.class));
        return List.of(
                new HttpRoute(
                        "/v1/documents/{name}/{document}",
                        RouteAccess.CALLERS,
                        OpenApiOperation.get(
                                        "documents.read",
                                        TAG,
                                        "The model card (`model-card`) or interface document"
                                                + " (`interface`) of a model or endpoint, as html"
                                                + " (default), markdown or json")
                                .query("format")
                                .problems("401", "403", "404"),
                        request -> answer(request, kind(request), documents)),
                new HttpRoute(
                        "/v1/factsheets/{name}",
                        RouteAccess.UNLIMITED,
                        OpenApiOperation.get(
                                        "documents.factsheet",
                                        TAG,
                                        "The FactSheet of a model or endpoint, as html (default),"
                                                + " markdown or json")
                                .query("format")
                                .problems("401", "403", "404"),
                        request -> answer(request, DocumentKind.FACTSHEET, documents)));
    }

    private static DocumentKind kind(RouteRequest request) {
        String written = request.variable("document");
        for (DocumentKind kind : List.of(DocumentKind.MODEL_CARD, DocumentKind.INTERFACE)) {
            if (kind.id().equals(written)) {
                return kind;
            }
        }
        throw new ProblemException(
                ProblemCode.ROUTE_NOT_FOUND,
                "no document '" + written + "' (expected: model-card or interface)",
                "name one of them; FactSheets are at /v1/factsheets/{name}");
    }

    private static RouteResponse answer(
            RouteRequest request, DocumentKind kind, ServedDocuments documents) {
        DocumentForm form = form(request);
        SystemDocument document = documents.document(kind, request.variable("name"));
        String text = form.write(document, Optional.empty());
        return switch (form) {
            case HTML -> RouteResponse.page(text, PageStyle.shipped().policy());
            case MARKDOWN -> RouteResponse.text("text/markdown; charset=utf-8", text);
            case JSON -> RouteResponse.text("application/json", text);
        };
    }

    private static DocumentForm form(RouteRequest request) {
        String written = request.findParameter("format").orElse("html");
        return Arrays.stream(DocumentForm.values())
                .filter(form -> form.name().toLowerCase(Locale.ROOT).equals(written))
                .findFirst()
                .orElseThrow(
                        () ->
                                new ProblemException(
                                        ProblemCode.PARAMETER_INVALID,
                                        "format '"
                                                + written
                                                + "' (expected: html, markdown or json)",
                                        "name one of them, or leave it out"));
    }

    @Override
    public List<Page> pages() {
        return List.of(
                page("/docs/document", "document.html"),
                page("/docs/document.js", "document.js"),
                new Page(
                        "/docs/document.css",
                        "text/css; charset=utf-8",
                        ByteBuffer.wrap(
                                PageStyle.shipped().css().getBytes(StandardCharsets.UTF_8))));
    }

    private static Page page(String path, String name) {
        return Page.ofResource(
                path, DocumentsContribution.class, "/dev/berth/cards/server/" + name);
    }
}
