@NullMarked
package dev.berth.serving.request;

import org.jspecify.annotations.NullMarked;
