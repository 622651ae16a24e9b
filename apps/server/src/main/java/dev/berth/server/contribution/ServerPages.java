package dev.berth.server.contribution;

import dev.berth.contribution.Page;
import dev.berth.contribution.ServerContribution;
import java.util.ArrayList;
import java.util.List;

/// The pages that ship with the server: the first one, and `/docs` with what it loads.
final class ServerPages implements ServerContribution {
    private static final List<String> OF_DOCS =
            List.of(
                    "docs.css",
                    "docs.html",
                    "docs.js",
                    "dom.js",
                    "features.js",
                    "index.html",
                    "later.js",
                    "lineage.js",
                    "models.js",
                    "request.js",
                    "search.js",
                    "statistics.js",
                    "texts.js");

    @Override
    public String name() {
        return "server";
    }

    @Override
    public List<Page> pages() {
        List<Page> pages = new ArrayList<>();
        pages.add(page("/", "index.html"));
        pages.add(page("/docs", "docs.html"));
        OF_DOCS.forEach(name -> pages.add(page("/docs/" + name, name)));
        return pages;
    }

    private static Page page(String path, String name) {
        return Page.ofResource(path, ServerPages.class, "/dev/berth/server/pages/" + name);
    }
}
