@NullMarked
package dev.berth.serving.queue;

import org.jspecify.annotations.NullMarked;
