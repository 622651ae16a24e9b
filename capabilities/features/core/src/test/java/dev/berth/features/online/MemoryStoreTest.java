package dev.berth.features.online;

class MemoryStoreTest extends OnlineStoreContract {
    @Override
    protected OnlineStore open() {
        return new MemoryStore();
    }

    @Override
    protected boolean lasts() {
        return false;
    }
}
