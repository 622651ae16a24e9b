package dev.berth.catalog.settings;

import dev.berth.catalog.document.DocumentNode;
import dev.berth.core.system.JobSettings;
import dev.berth.core.system.JobSettings.WebhookReceiver;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Reader of `jobs` in `berth.yaml`. Whether a variable with a secret is set is found out by the
/// server that signs with it.
final class JobsReader {
    private JobsReader() {}

    static JobSettings read(DocumentNode jobs) {
        JobSettings absent = JobSettings.DEFAULT;
        return new JobSettings(
                jobs.integer("concurrency").orElse(absent.concurrency()),
                jobs.integer("max-records").orElse(absent.recordsMax()),
                jobs.bytes("max-result-bytes").orElse(absent.resultBytesMax()),
                jobs.bytes("max-stored-bytes").orElse(absent.storedBytesMax()),
                jobs.integer("max-unfinished").orElse(absent.unfinishedMax()),
                jobs.duration("keep").orElse(absent.keep()),
                jobs.duration("timeout").orElse(absent.timeout()),
                jobs.duration("lease").orElse(absent.lease()),
                webhooks(jobs));
    }

    private static List<WebhookReceiver> webhooks(DocumentNode jobs) {
        List<WebhookReceiver> receivers = new ArrayList<>();
        Set<String> origins = new HashSet<>();
        for (DocumentNode item : jobs.items("webhooks")) {
            if (!item.isSound() || item.hasUnsoundEntry()) {
                continue;
            }
            String origin = item.text("origin").orElseThrow();
            if (!isOrigin(origin)) {
                item.error(
                        "the origin '" + origin + "'",
                        "https:// or http:// with a host in lower case, and a port if it is another",
                        "leave path, user and query out");
            } else if (!origins.add(origin)) {
                item.error("the origin '" + origin + "' again", "each origin once", "remove one");
            } else {
                receivers.add(new WebhookReceiver(origin, item.text("secret-from").orElseThrow()));
            }
        }
        return receivers;
    }

    private static boolean isOrigin(String text) {
        try {
            URI uri = URI.create(text);
            return uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getQuery() == null
                    && uri.getFragment() == null
                    && "".equals(uri.getPath())
                    && text.equals(text.toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
