@NullMarked
package dev.berth.jobs.webhook;

import org.jspecify.annotations.NullMarked;
