@NullMarked
package dev.berth.batch.kafka;

import org.jspecify.annotations.NullMarked;
