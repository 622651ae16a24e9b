/// Announcement of the ends of jobs, as Standard Webhooks has it.
///
/// Start reading at [dev.berth.jobs.webhook.WebhookSender].
@NullMarked
package dev.berth.jobs.webhook;

import org.jspecify.annotations.NullMarked;
