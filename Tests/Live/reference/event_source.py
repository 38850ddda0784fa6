"""As much of the device of Tests/EventServer as is compared with it, on Debian's C++ library."""
from tango import AttrWriteType, DevState
from tango.server import Device, attribute, command, run


class EventSource(Device):
    def init_device(self):
        Device.init_device(self)
        self.set_state(DevState.ON)
        self.text = b""
        self.set_change_event("Blob", True, False)

    @attribute(dtype="DevEncoded", access=AttrWriteType.READ)
    def Blob(self):
        return "text", self.text

    @command(dtype_in=str)
    def PushBlob(self, text):
        self.text = text.encode()
        self.push_change_event("Blob", "text", self.text)


if __name__ == "__main__":
    run([EventSource])
