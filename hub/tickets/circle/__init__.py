"""The service circle (服务圈): property firms (物业公司), owners' committees (业委会), utilities, departments,
volunteers (志愿者) and party members who report to their neighbourhood (双报到党员) at work on tickets.

In: what organisations and their people do with what they are given; reactions to every step. Out: lanes, figures of
each organisation for the desks, events of the room.

A *turn* is one time that an organisation has a ticket: given, accepted, arrived, finished, ended. Its lane:

    lane      when
    to_send   not accepted (待派工)
    accepted  accepted (已接), nobody works on it yet
    working   somebody works on it
    refused   given back, naming who takes it; as they last saw it
    done      resolved by them, whatever happened to it later
    overdue   one of the first three, past the time to accept or the ticket's next promise

Invariants
- A ticket held by an organisation has exactly one turn that has not ended.
- Who starts, resolves or hands to their own people what they have not accepted has accepted it.
- Not accepted in time: the desks are told once a turn, by a step and its event.
- What an organisation reads of a ticket that it has no longer is what it was told last.
- People who only work on what is given to them (workers, volunteers) hear of that alone: `own/<account>/work`.
"""
