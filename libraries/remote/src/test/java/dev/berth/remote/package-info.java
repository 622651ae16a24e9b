@org.jspecify.annotations.NullMarked
package dev.berth.remote;
