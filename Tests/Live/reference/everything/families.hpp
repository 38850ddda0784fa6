// Attributes of every type in every shape.
#pragma once

#include "device.hpp"

namespace {

// Base is Attr, SpectrumAttr or ImageAttr; what was written is read again.
template <class Base, class T> class Served : public Base {
    int number;
    long width, height;

    Held<T> &held_by(Tango::DeviceImpl *device) {
        return static_cast<Everything *>(device)->template kept_of<Held<T>>(this->get_name(), [this] {
            auto held = std::make_shared<Held<T>>();
            held->width = width;
            held->height = height;
            const long count = width * (height == 0 ? 1 : height);
            held->resize(count);
            for (long index = 0; index < count; index++) held->elements[index] = sample<T>((number + index) % 4);
            return held;
        });
    }

  public:
    template <class... Words>
    Served(int n, long w, long h, Words... words) : Base(words...), number(n), width(w), height(h) {}

    void read(Tango::DeviceImpl *device, Tango::Attribute &attribute) override {
        auto &held = held_by(device);
        attribute.set_value(held.elements.get(), held.width, held.height);
    }

    void write(Tango::DeviceImpl *device, Tango::WAttribute &attribute) override {
        auto &held = held_by(device);
        typename Written<T>::Pointer elements;
        attribute.get_write_value(elements);
        held.width = attribute.get_w_dim_x();
        held.height = attribute.get_w_dim_y();
        const long count = attribute.get_write_value_length();
        held.resize(count);
        for (long index = 0; index < count; index++) held.elements[index] = kept(elements[index]);
    }

    bool is_allowed(Tango::DeviceImpl *, Tango::AttReqType) override { return true; }
};

void label(Tango::Attr *attribute, long type) {
    if (type != Tango::DEV_ENUM) return;
    Tango::UserDefaultAttrProp defaults;
    std::vector<std::string> labels(colors, colors + 4);
    defaults.set_enum_labels(labels);
    attribute->set_default_properties(defaults);
}

template <class T> void family(std::vector<Tango::Attr *> &list, const std::string &name, long type) {
    const std::pair<const char *, AttrWriteType> kinds[] = {
        {"ro", Tango::READ}, {"wo", Tango::WRITE}, {"rw", Tango::READ_WRITE}};
    auto add = [&](Tango::Attr *attribute) {
        label(attribute, type);
        list.push_back(attribute);
    };
    int number = 1;
    for (auto &kind : kinds)
        add(new Served<Tango::Attr, T>(number++, 1, 0, (name + "_scalar_" + kind.first).c_str(), type, kind.second));
    add(new Served<Tango::Attr, T>(number, 1, 0, (name + "_scalar_rww").c_str(), type, Tango::READ_WITH_WRITE,
                                   (name + "_scalar_wo").c_str()));
    number = 1;
    for (auto &kind : kinds)
        add(new Served<Tango::SpectrumAttr, T>(number++, 2, 0, (name + "_spectrum_" + kind.first).c_str(), type,
                                               kind.second, 4L));
    number = 1;
    for (auto &kind : kinds)
        add(new Served<Tango::ImageAttr, T>(number++, 2, 2, (name + "_image_" + kind.first).c_str(), type, kind.second,
                                            4L, 3L));
}

}  // namespace
